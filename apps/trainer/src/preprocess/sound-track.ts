import { LogMelStream } from '@ssvaerr/audio';
import { audioRate, decodeAudio } from '../video/decode-audio.ts';

/** What is stored of the sound. */
export const audioInfo = { kind: 'log-mel', rate: 100, features: 80 } as const;

/** Samples that go to the engine at once. */
const pieceSamples = 10 * audioRate;

/**
 * Log-mel rows of a video's sound, computed as they are asked for; those that are not needed any more are
 * forgotten. After the sound ends there is silence.
 */
export class AudioRows {
  readonly #sound: AsyncGenerator<Float32Array, void, undefined>;
  readonly #stream = new LogMelStream();
  #rows: Float32Array[] = [];
  /** Index of the first row that is kept. */
  #first = 0;
  /** Index of the first row that may be asked for. */
  #needed = 0;
  /** Samples that are decoded already, of the next piece. */
  #rest = new Float32Array();
  #ended = false;

  constructor(...video: Parameters<typeof decodeAudio>) {
    this.#sound = decodeAudio(...video);
  }

  /** Rows `start .. start + count - 1`, `[count, 80]`; they must not be forgotten yet. */
  async read(start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    while (this.#first + this.#rows.length < start + count) await this.#more();
    const values = new Float32Array(count * audioInfo.features);
    for (let i = 0; i < count; i++) {
      values.set(this.#rows[start - this.#first + i]!, i * audioInfo.features);
    }
    return values;
  }

  /** Rows before `start` will not be read. */
  forget(start: number): void {
    this.#needed = start;
  }

  async close(): Promise<void> {
    await this.#sound.return();
  }

  async #more(): Promise<void> {
    const samples = new Float32Array(pieceSamples);
    let filled = this.#rest.length;
    samples.set(this.#rest);
    this.#rest = new Float32Array();
    while (filled < pieceSamples && !this.#ended) {
      const { value, done } = await this.#sound.next();
      if (done || !value) {
        this.#ended = true;
        break;
      }
      const part = value.subarray(0, pieceSamples - filled);
      samples.set(part, filled);
      filled += part.length;
      this.#rest = value.slice(part.length);
    }
    const rows = this.#stream.push(samples);
    const values = (await rows.data()) as Float32Array;
    rows.dispose();
    for (let i = 0; i < values.length; i += audioInfo.features) {
      this.#rows.push(values.slice(i, i + audioInfo.features));
    }
    const gone = Math.min(Math.max(0, this.#needed - this.#first), this.#rows.length);
    this.#rows = this.#rows.slice(gone);
    this.#first += gone;
  }
}

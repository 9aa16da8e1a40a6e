import { audioRate, decodeAudio } from '@ssvaerr/video';
import type { AudioFeatures } from './audio-features.ts';
import { silenceOf } from './silence.ts';

/** What is heard during some frames. */
export interface Heard {
  /** `[rows, features]`. */
  readonly audio: Float32Array<ArrayBuffer>;
  /** Share of it that is silent, in [0, 1]. */
  readonly silence: number;
}

/**
 * A video's sound, decoded as it is asked for; what is not needed any more is forgotten. Before it begins and
 * after it ends there is silence.
 */
export class SoundTrack {
  readonly #sound: AsyncGenerator<Float32Array, void, undefined>;
  readonly #features: AudioFeatures;
  readonly #fps: number;
  #pieces: Float32Array[] = [];
  /** Index of the first sample that is kept. */
  #first = 0;
  /** Index behind the last sample that is decoded. */
  #end = 0;
  /** Index of the first sample that may be asked for. */
  #needed = 0;

  /** @param fps of the frames that are asked for. */
  constructor(features: AudioFeatures, fps: number, ...video: Parameters<typeof decodeAudio>) {
    [this.#features, this.#fps] = [features, fps];
    this.#sound = decodeAudio(...video);
  }

  /** The features of the time of `frames` frames from `start` on; they must not be forgotten yet. */
  async during(start: number, frames: number): Promise<Heard> {
    const { info, context } = this.#features;
    const rows = Math.ceil((frames * info.rate) / this.#fps - 1e-6);
    const before = context * this.#hop;
    const length = rows * this.#hop;
    const samples = await this.#read(this.#sampleAt(start) - before, before + length + before);
    const values = await this.#features.of(samples);
    return {
      audio: values.slice(context * info.features, (context + rows) * info.features),
      silence: silenceOf(samples.subarray(before, before + length)),
    };
  }

  /** Frames before `start` will not be asked for. */
  forget(start: number): void {
    this.#needed = this.#sampleAt(start) - this.#features.context * this.#hop;
    this.#drop();
  }

  async close(): Promise<void> {
    await this.#sound.return();
  }

  /** Samples of a row. */
  get #hop(): number {
    return audioRate / this.#features.info.rate;
  }

  /** The first sample of the row that begins nearest to a frame. */
  #sampleAt(frame: number): number {
    return Math.round((frame * this.#features.info.rate) / this.#fps) * this.#hop;
  }

  #drop(): void {
    while (this.#pieces.length > 0 && this.#first + this.#pieces[0]!.length <= this.#needed) {
      this.#first += this.#pieces.shift()!.length;
    }
  }

  /** Samples `start .. start + count - 1`. */
  async #read(start: number, count: number): Promise<Float32Array> {
    while (this.#end < start + count) {
      const { value, done } = await this.#sound.next();
      if (done || !value) break;
      this.#pieces.push(value);
      this.#end += value.length;
      this.#drop();
    }
    const samples = new Float32Array(count);
    let at = this.#first - start;
    for (const piece of this.#pieces) {
      const inside = piece.subarray(Math.max(0, -at), Math.max(0, count - at));
      if (inside.length > 0) samples.set(inside, Math.max(0, at));
      at += piece.length;
    }
    return samples;
  }
}

import { audioRate, decodeAudio } from '@ssvaerr/video';
import type { AudioFeatures } from './audio-features.ts';
import { silenceOf } from './silence.ts';

/** The audio of a clip. */
export interface ClipAudio {
  /** Float32 `[rows, features]`, from the clip's first frame on. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Share of the clip's time that is silent, in [0, 1]. */
  readonly silence: number;
}

/**
 * Computes features of the audio of a video, which is decoded as it is asked for. Samples that are no longer needed are
 * dropped, so that memory does not grow with the length of the video. Before the audio begins and after it ends there is
 * silence.
 *
 * @example
 * ```ts no-run
 * import { AudioTrack, isSilent, logMelFeatures } from '@ssvaerr/preprocess';
 * import { findFfmpeg, probe } from '@ssvaerr/video';
 * import '@tensorflow/tfjs';
 *
 * const ffmpeg = await findFfmpeg();
 * const info = await probe(ffmpeg, 'talk.mp4');
 * const track = new AudioTrack(logMelFeatures, info.fps, ffmpeg, 'talk.mp4', info);
 * const { features, silence } = await track.during(0, 50); // the audio of the first 50 frames
 * console.log(features.length / 80, isSilent(silence));
 * await track.close();
 * ```
 */
export class AudioTrack {
  readonly #audio: AsyncGenerator<Float32Array, void, undefined>;
  readonly #features: AudioFeatures;
  readonly #fps: number;
  #pieces: Float32Array[] = [];
  /** Index of the first sample in memory. */
  #first = 0;
  /** Index one past the last decoded sample. */
  #end = 0;
  /** Index of the first sample that may be asked for. */
  #needed = 0;

  /**
   * @param fps Frame rate in which clips are asked for.
   * @param video Arguments of `decodeAudio` of `@ssvaerr/video`.
   */
  constructor(features: AudioFeatures, fps: number, ...video: Parameters<typeof decodeAudio>) {
    [this.#features, this.#fps] = [features, fps];
    this.#audio = decodeAudio(...video);
  }

  /**
   * Computes the features of `frames` video frames from frame `start` on. What was dropped by {@link forget} cannot be
   * asked for.
   */
  async during(start: number, frames: number): Promise<ClipAudio> {
    const { info, context } = this.#features;
    const rows = Math.ceil((frames * info.rate) / this.#fps - 1e-6);
    const before = context * this.#hop;
    const length = rows * this.#hop;
    const samples = await this.#read(this.#sampleAt(start) - before, before + length + before);
    const values = await this.#features.of(samples);
    return {
      features: values.slice(context * info.features, (context + rows) * info.features),
      silence: silenceOf(samples.subarray(before, before + length)),
    };
  }

  /** Drops the samples that only frames before `start` need. */
  forget(start: number): void {
    this.#needed = this.#sampleAt(start) - this.#features.context * this.#hop;
    this.#drop();
  }

  /** Stops the decoder. */
  async close(): Promise<void> {
    await this.#audio.return();
  }

  /** Samples per row. */
  get #hop(): number {
    return audioRate / this.#features.info.rate;
  }

  /** Index of the first sample of the row that begins nearest to a frame. */
  #sampleAt(frame: number): number {
    return Math.round((frame * this.#features.info.rate) / this.#fps) * this.#hop;
  }

  #drop(): void {
    while (this.#pieces.length > 0 && this.#first + this.#pieces[0]!.length <= this.#needed) {
      this.#first += this.#pieces.shift()!.length;
    }
  }

  /** Reads samples `start .. start + count - 1`. */
  async #read(start: number, count: number): Promise<Float32Array> {
    while (this.#end < start + count) {
      const { value, done } = await this.#audio.next();
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

import { inputArgs } from './input-args.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/**
 * Samples per second of {@link decodeAudio}.
 *
 * @example
 * ```ts
 * import { audioRate } from '@ssvaerr/video';
 *
 * const samples = new Float32Array(40_000);
 * console.log(`${samples.length / audioRate} s`); // 2.5 s
 * ```
 */
export const audioRate = 16_000;

/** Options of {@link decodeAudio}; a {@link VideoInfo} is one that begins with the first frame. */
export interface DecodeAudioOptions {
  /**
   * Time of the first sample, in seconds on the clock of the file. `start` of {@link VideoInfo} aligns the
   * audio with the frames. Silence comes before 0. Default 0.
   */
  readonly start?: number;
}

/**
 * Decodes the audio of a video, mixed to mono at 16 kHz ({@link audioRate}). Sample `i` is heard `start +
 * i / 16000` seconds after the beginning of the file; gaps are filled with silence. Audio is decoded while
 * it is taken: leaving the loop stops ffmpeg.
 *
 * @param ffmpeg the program: what {@link findFfmpeg} returns.
 * @param path a video or audio file; its first audio stream is decoded.
 * @returns pieces of any length, in order: samples in [-1, 1]. There are none if the file has no audio, and
 *   they end early, without an error, where it is damaged.
 * @throws RangeError if `start` is not a finite number.
 * @throws UserError if ffmpeg cannot be started.
 * @example
 * ```ts no-run
 * import { audioRate, decodeAudio, findFfmpeg, probe } from '@ssvaerr/video';
 *
 * const ffmpeg = await findFfmpeg();
 * const info = await probe(ffmpeg, 'clip.mp4'); // its start aligns the audio with the frames
 * let samples = 0;
 * for await (const piece of decodeAudio(ffmpeg, 'clip.mp4', info)) samples += piece.length;
 * console.log(`${samples / audioRate} s`);
 * ```
 */
export async function* decodeAudio(
  ffmpeg: string,
  path: string,
  { start = 0 }: DecodeAudioOptions = {},
): AsyncGenerator<Float32Array, void, undefined> {
  if (!Number.isFinite(start)) {
    throw new RangeError(`decodeAudio: 'start' must be a finite number of seconds, got ${start}.`);
  }
  const skipped = Math.round(start * audioRate);
  if (skipped < 0) yield new Float32Array(-skipped);
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path), '-map', '0:a:0', '-ac', '1'],
    ...['-af', `aresample=${audioRate}:async=1:first_pts=0`, '-ar', `${audioRate}`],
    ...['-f', 'f32le', '-'],
  ]);
  try {
    let before = 4 * Math.max(0, skipped); // bytes still to be skipped
    let rest = new Uint8Array();
    for await (const chunk of stdout as AsyncIterable<Uint8Array>) {
      const left = Math.min(before, chunk.length);
      before -= left;
      const bytes = new Uint8Array(rest.length + chunk.length - left);
      bytes.set(rest);
      bytes.set(chunk.subarray(left), rest.length);
      const whole = bytes.length - (bytes.length % 4);
      rest = bytes.slice(whole);
      if (whole > 0) yield new Float32Array(bytes.buffer, 0, whole / 4);
    }
    await ended; // throws if it has not even started
  } finally {
    stop();
  }
}

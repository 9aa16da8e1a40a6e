import { inputArgs, runFfmpeg } from './ffmpeg.ts';

/** Samples per second of {@link decodeAudio}. */
export const audioRate = 16_000;

export interface DecodeAudioOptions {
  /** Where it begins, in seconds from where the file begins: when the first frame is shown. Default 0. */
  readonly start?: number;
}

/**
 * Decodes the sound of a video, mono at 16 kHz, in [-1, 1], from the time of its first frame on. What the
 * file leaves out, at its beginning or within, is silence. Sound that is damaged ends early.
 *
 * @returns pieces of any length, as they are asked for; whoever stops asking ends the decoder.
 */
export async function* decodeAudio(
  ffmpeg: string,
  path: string,
  { start = 0 }: DecodeAudioOptions = {},
): AsyncGenerator<Float32Array, void, undefined> {
  const { stdout, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path), '-map', '0:a:0', '-ac', '1'],
    ...['-af', `aresample=${audioRate}:async=1:first_pts=0`, '-ar', `${audioRate}`],
    ...['-f', 'f32le', '-'],
  ]);
  try {
    let before = 4 * Math.round(start * audioRate); // bytes still to be left out
    let rest = new Uint8Array();
    for await (const chunk of stdout as AsyncIterable<Uint8Array>) {
      const skipped = Math.min(before, chunk.length);
      before -= skipped;
      const bytes = new Uint8Array(rest.length + chunk.length - skipped);
      bytes.set(rest);
      bytes.set(chunk.subarray(skipped), rest.length);
      const whole = bytes.length - (bytes.length % 4);
      rest = bytes.slice(whole);
      if (whole > 0) yield new Float32Array(bytes.buffer, 0, whole / 4);
    }
  } finally {
    stop();
  }
}

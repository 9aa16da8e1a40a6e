import { mustBe } from './_checks.ts';
import { assertChannels, type Channels } from './dataset.ts';

/**
 * Converts frames to gray: with 3 channels the luma `0.299 R + 0.587 G + 0.114 B` of each pixel, as `toGray` of
 * `@ssvaerr/face`; with 1 channel the frames as they are. Luma of 8-bit pixels is rounded, luma of float32 is not.
 *
 * @param frames `[..., height, width]`, with 3 channels `[..., height, width, 3]`: 8-bit red, green and blue, or
 *   float32 in [0, 1]; not changed.
 * @param channels those of the store: `store.info.channels`.
 * @returns `[..., height, width]`; with 1 channel `frames` itself, not a copy.
 * @throws RangeError if `channels` is neither 1 nor 3, or the length does not fit.
 * @see ITU-R BT.601
 * @example
 * ```ts
 * import { grayFrames } from '@ssvaerr/data';
 *
 * console.log(grayFrames(Uint8Array.of(255, 0, 0, 255, 255, 255), 3)); // Uint8Array(2) [ 76, 255 ]
 * ```
 */
export function grayFrames<Pixels extends Uint8Array | Float32Array>(
  frames: Pixels,
  channels: Channels,
): Pixels {
  const where = 'grayFrames';
  assertChannels(where, channels);
  if (channels === 1) return frames;
  if (frames.length % 3 !== 0) {
    throw mustBe(where, 'frames', 'hold three values per pixel', frames.length);
  }
  const isBytes = frames instanceof Uint8Array;
  const gray = new (isBytes ? Uint8Array : Float32Array)(frames.length / 3);
  const half = isBytes ? 32768 : 0; // rounds, as the array of bytes drops the fraction
  // In 2^16ths, which sum to 2^16: what is gray already keeps its exact value.
  for (let i = 0, j = 0; i < gray.length; i++, j += 3) {
    const luma = 19595 * frames[j]! + 38470 * frames[j + 1]! + 7471 * frames[j + 2]!;
    gray[i] = (luma + half) / 65536;
  }
  return gray as Pixels;
}

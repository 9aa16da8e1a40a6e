import { assertFrame } from './_checks.ts';
import type { Frame } from './landmarker.ts';

/** A grayscale image: one byte per pixel, row by row. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Converts a frame to gray: luma `0.299 R + 0.587 G + 0.114 B`, rounded.
 *
 * @throws RangeError if the frame's data does not fit its size.
 * @see ITU-R BT.601
 * @example
 * ```ts
 * import { toGray } from '@ssvaerr/face';
 *
 * const red = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0) };
 * console.log(toGray(red).data[0]); // 76
 * ```
 */
export function toGray(frame: Frame): GrayImage {
  assertFrame('toGray', frame);
  const { width, height, data } = frame;
  const gray = new Uint8Array(width * height);
  // In 2^16ths, which sum to 2^16: white stays 255, and integers are fast.
  for (let i = 0, j = 0; i < gray.length; i++, j += 3) {
    gray[i] = (19595 * data[j]! + 38470 * data[j + 1]! + 7471 * data[j + 2]! + 32768) >> 16;
  }
  return { width, height, data: gray };
}

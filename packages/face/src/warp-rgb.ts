import { assertFrame, assertInteger } from './_checks.ts';
import { warp } from './_warp.ts';
import type { Frame } from './landmarker.ts';
import type { Similarity } from './similarity.ts';

/**
 * Warps a frame into a square in color: red, green and blue are each warped as {@link warpGray} warps gray.
 *
 * @param transform from coordinates of the frame to those of the result.
 * @param size side of the result in pixels, an integer >= 1.
 * @returns `size * size * 3` bytes: the red, green and blue of each pixel, row by row.
 * @throws RangeError if `size` is out of range, the frame's data does not fit its size, or the scale is 0.
 * @example
 * ```ts
 * import { warpRgb } from '@ssvaerr/face';
 *
 * const frame = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 40, 50, 60) };
 * console.log(warpRgb(frame, { a: 1, b: 0, tx: -1, ty: 0 }, 1).join(' ')); // 40 50 60
 * ```
 */
export function warpRgb(frame: Frame, transform: Similarity, size: number): Uint8Array {
  assertInteger('warpRgb', 'size', size, 1);
  assertFrame('warpRgb', frame);
  return warp(frame, 3, transform, size);
}

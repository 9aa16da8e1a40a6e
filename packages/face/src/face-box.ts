import { assertLandmarks } from './_checks.ts';
import { squareAround } from './box.ts';
import type { Box } from './landmarker.ts';

/**
 * Returns the box of a face: the square around its 68 points, enlarged by a fifth. The tracker looks for the
 * landmarks of the next frame in this box.
 *
 * @param landmarks x and y of 68 points.
 * @throws RangeError if there are not 68 points.
 * @example
 * ```ts
 * import { faceBox, meanFace } from '@ssvaerr/face';
 *
 * const { x, width, height } = faceBox(meanFace); // in eye distances
 * console.log(x.toFixed(2), width.toFixed(2), width === height); // -1.01 2.01 true
 * ```
 */
export function faceBox(landmarks: ArrayLike<number>): Box {
  assertLandmarks('faceBox', 'landmarks', landmarks);
  return squareAround(boundingBox(landmarks), 1.2);
}

/** Returns the smallest box that contains all points `[x0, y0, x1, y1, ...]`. */
export function boundingBox(points: ArrayLike<number>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

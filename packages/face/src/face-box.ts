import { assertLandmarks } from './_checks.ts';
import { squareAround } from './box.ts';
import type { Box } from './landmarker.ts';

/**
 * Where a face is, from its landmarks: the square about the 68 points, a fifth larger. In it the landmarks
 * of the next frame are looked for.
 *
 * @param landmarks x and y of 68 points.
 */
export function faceBox(landmarks: ArrayLike<number>): Box {
  assertLandmarks('faceBox', 'landmarks', landmarks);
  return squareAround(boundingBox(landmarks), 1.2);
}

/** The smallest box that holds all points `[x0, y0, x1, y1, ...]`. */
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

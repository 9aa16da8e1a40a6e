import { assertLandmarks } from './_checks.ts';
import { alignToMeanFace } from './alignment.ts';
import { boundingBox } from './face-box.ts';
import { similarityTransform } from './similarity.ts';

/**
 * Misfit ({@link alignToMeanFace}) at and above which points are not a face. Faces in real clips have up to 0.06,
 * points that slipped onto a hand 0.1 to 0.3; turning to the side raises it, so the limit is not lower.
 */
export const worstMisfit = 0.2;

const steepest = (75 / 180) * Math.PI;

/**
 * Returns whether 68 points can be a face: at least half of them lie inside the frame, their misfit is below 0.2,
 * and they are upright within 75 degrees. The test is necessary, not sufficient: a landmark network returns a
 * face-like shape for any image.
 *
 * @param landmarks x and y of 68 points, in pixels of the frame.
 * @param size width and height of the frame, in pixels.
 * @throws RangeError if there are not 68 points.
 * @example
 * ```ts
 * import { isPlausibleFace, meanFace } from '@ssvaerr/face';
 *
 * const face = meanFace.map((value, i) => 100 * value + (i % 2 === 0 ? 160 : 80));
 * console.log(isPlausibleFace(face, { width: 320, height: 240 })); // true
 * console.log(isPlausibleFace(face, { width: 100, height: 100 })); // false
 * ```
 */
export function isPlausibleFace(
  landmarks: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  assertLandmarks('isPlausibleFace', 'landmarks', landmarks);
  let inside = 0;
  for (let i = 0; i < landmarks.length; i += 2) {
    const [x, y] = [landmarks[i]!, landmarks[i + 1]!];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    if (x >= 0 && x < width && y >= 0 && y < height) inside++;
  }
  if (inside < 34 || boundingBox(landmarks).width < 1) return false;
  const { transform, misfit } = alignToMeanFace(landmarks);
  return misfit < worstMisfit && Math.abs(Math.atan2(transform.b, transform.a)) < steepest;
}

/**
 * Returns whether a face can move so far from one frame to the next: its size changes by at most 15 %, and it
 * shifts by at most a quarter of its size. A larger step means that the tracker slipped or the video was cut.
 * Faces in real clips change by up to 5 % and move by up to 12 % per frame.
 *
 * @param previous x and y of points in one frame.
 * @param next the same points in the next frame.
 * @throws RangeError if the points are fewer than 2, all the same, not finite, or differ in number.
 * @example
 * ```ts
 * import { isPlausibleStep, meanFace } from '@ssvaerr/face';
 *
 * const moved = (by: number) => meanFace.map((value) => value + by); // in eye distances
 * console.log(isPlausibleStep(meanFace, moved(0.1)), isPlausibleStep(meanFace, moved(1))); // true false
 * ```
 */
export function isPlausibleStep(previous: ArrayLike<number>, next: ArrayLike<number>): boolean {
  const { a, b } = similarityTransform(previous, next);
  const scale = Math.hypot(a, b);
  const [from, to] = [boundingBox(previous), boundingBox(next)];
  const shift = Math.hypot(
    to.x + to.width / 2 - from.x - from.width / 2,
    to.y + to.height / 2 - from.y - from.height / 2,
  );
  return (
    Math.abs(Math.log(scale)) <= Math.log(1.15) && shift <= Math.max(from.width, from.height) / 4
  );
}

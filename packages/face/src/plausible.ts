import { assertLandmarks } from './_checks.ts';
import { alignToMeanFace } from './alignment.ts';
import { boundingBox } from './face-box.ts';
import { similarityTransform } from './similarity.ts';

/**
 * The misfit ({@link alignToMeanFace}) from which on points are no face. Faces of real clips have up to 0.06,
 * points that slipped onto a hand 0.1 to 0.3; turning to the side raises it, so that the limit is not lower.
 */
export const worstMisfit = 0.2;

const steepest = (75 / 180) * Math.PI;

/**
 * Whether 68 points can be a face of a picture: at least half of them lie inside, their misfit is below 0.2,
 * and they stand upright within 75 degrees. Necessary, not sufficient: a landmark network draws a face into
 * anything.
 *
 * @param landmarks x and y of 68 points in pixels of the picture.
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
 * Whether a face can have moved so from one frame to the next: larger or smaller by at most 15 %, and shifted
 * by at most a quarter of its size. A jump is where a tracker slips, or the picture is cut. Faces of real
 * clips change by up to 5 % and move by up to 12 % from frame to frame.
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

import { alignToMeanFace } from './alignment.ts';
import { boundingBox } from './face-box.ts';
import { similarityTransform } from './similarity.ts';

/**
 * Whether 68 points can be a face of a picture: at least half of them lie inside, they fit the mean face
 * within 0.3 eye distances, and stand upright within 75 degrees. Necessary, not sufficient: a landmark
 * network draws a face into anything.
 *
 * @param landmarks x and y of 68 points in pixels of the picture.
 */
export function isPlausibleFace(
  landmarks: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  let inside = 0;
  for (let i = 0; i < landmarks.length; i += 2) {
    const [x, y] = [landmarks[i]!, landmarks[i + 1]!];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    if (x >= 0 && x < width && y >= 0 && y < height) inside++;
  }
  if (inside < 34 || boundingBox(landmarks).width < 1) return false;
  const { transform, misfit } = alignToMeanFace(landmarks);
  return misfit <= 0.3 && transform.a > Math.hypot(transform.a, transform.b) * Math.cos(limit);
}

const limit = (75 / 180) * Math.PI;

/**
 * Whether a face can have moved so from one frame to the next: larger or smaller by at most a quarter, and
 * shifted by at most half of its size. A jump is where a tracker slips, or the picture is cut.
 */
export function isPlausibleStep(previous: ArrayLike<number>, next: ArrayLike<number>): boolean {
  const { a, b } = similarityTransform(previous, next);
  const scale = Math.hypot(a, b);
  const [from, to] = [boundingBox(previous), boundingBox(next)];
  const shift = Math.hypot(
    to.x + to.width / 2 - from.x - from.width / 2,
    to.y + to.height / 2 - from.y - from.height / 2,
  );
  return scale >= 0.8 && scale <= 1.25 && shift <= Math.max(from.width, from.height) / 2;
}

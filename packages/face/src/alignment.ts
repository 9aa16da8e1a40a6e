import { assertInteger, assertLandmarks, assertWithin } from './_checks.ts';
import { boundingBox } from './face-box.ts';
import { meanFace } from './mean-face.ts';
import { applySimilarity, type Similarity, similarityTransform } from './similarity.ts';

/** Points that hardly move with the expression: bridge of the nose, its base, the corners of the eyes. */
const stable = [27, 28, 29, 30, 33, 36, 39, 42, 45];

/** Size and margin of a crop. */
export interface CropOptions {
  /** Side of the crop in pixels. Default 96. */
  readonly size?: number;
  /**
   * Side of the crop divided by the longer side of the mean face's 68 points, in [0.5, 4]. A crop with margin 1
   * just includes brows and chin. Default 1.3, the value in the folder names of the paper's authors.
   */
  readonly margin?: number;
}

/** Similarity transform that aligns a face, and its residual. */
export interface Alignment {
  /** Similarity transform from pixels of the frame to pixels of the crop. */
  readonly transform: Similarity;
  /** Root mean square distance between the aligned stable points and those of the mean face, in eye distances. */
  readonly misfit: number;
}

/**
 * Returns the similarity transform that places a face in a square crop: the least-squares fit of points 27 to 30,
 * 33, 36, 39, 42 and 45 to those of {@link meanFace}, which is upright and centered in the crop.
 *
 * @param landmarks x and y of 68 points, in pixels of the frame.
 * @throws RangeError if there are not 68 points, a number is not finite, or an option is out of range.
 * @example
 * ```ts
 * import { alignToMeanFace, meanFace } from '@ssvaerr/face';
 *
 * const { transform, misfit } = alignToMeanFace(meanFace, { size: 96 });
 * console.log(transform.a.toFixed(1), transform.b, misfit.toFixed(2)); // 44.0 0 0.00
 * ```
 */
export function alignToMeanFace(
  landmarks: ArrayLike<number>,
  { size = 96, margin = 1.3 }: CropOptions = {},
): Alignment {
  assertLandmarks('alignToMeanFace', 'landmarks', landmarks);
  assertCrop('alignToMeanFace', size, margin);
  const from = choose(landmarks);
  const to = choose(meanFace);
  const { a, b, tx, ty } = similarityTransform(from, to);
  const left = applySimilarity({ a, b, tx, ty }, from).map((value, i) => value - to[i]!);
  const misfit = Math.hypot(...left) / Math.sqrt(stable.length);

  const { x, y, width, height } = boundingBox(meanFace);
  const scale = size / (margin * Math.max(width, height)); // pixels of an eye distance
  const transform = {
    a: scale * a,
    b: scale * b,
    tx: scale * (tx - x - width / 2) + size / 2,
    ty: scale * (ty - y - height / 2) + size / 2,
  };
  return { transform, misfit };
}

function choose(points: ArrayLike<number>): Float64Array {
  return Float64Array.from(stable.flatMap((i) => [points[2 * i]!, points[2 * i + 1]!]));
}

export function assertCrop(where: string, size: number, margin: number): void {
  assertInteger(where, 'size', size, 1);
  assertWithin(where, 'margin', margin, 0.5, 4);
}

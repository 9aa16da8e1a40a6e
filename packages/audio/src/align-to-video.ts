import { assertInteger, assertNotNegative, assertPositive, countRows, mustBe } from './_checks.ts';

/** Two clocks, and what becomes of the feature rows of one video frame. */
export interface AlignToVideoOptions {
  /** Features of a row. */
  readonly width: number;
  /** Feature rows per second. At least `fps`. */
  readonly rate: number;
  /** Video frames per second. */
  readonly fps: number;
  /** Number of video frames. */
  readonly frames: number;
  /** The clip's video frame that is the first here. Default 0. */
  readonly start?: number;
  /**
   * `mean`: over the time of the frame; a row that two frames share counts for each by its part.
   * `stack`: the rows side by side; `rate / fps` must be an integer.
   * `stride`: the row in which the frame begins.
   * Default `mean`.
   */
  readonly how?: 'mean' | 'stack' | 'stride';
  /** Largest difference in length between audio and video, in seconds. Default 0.1. */
  readonly tolerance?: number;
}

/**
 * Audio features by video frame, by time: frame `i` lasts from `i / fps` to `(i + 1) / fps`, row `r` from
 * `r / rate` to `(r + 1) / rate`, so at 25 fps and 100 Hz frame `i` has rows `4 i .. 4 i + 3`. Longer sound is
 * cut; for shorter sound the last row is held.
 *
 * @param features `[rows, width]`, finite: the rows that overlap the frames, the first of which is the clip's
 *   row `floor(start rate / fps)`. `audioSpan` of `@ssvaerr/data` reads these.
 * @returns `[frames, width]`, with `stack` `[frames, width rate / fps]`.
 * @throws TypeError if not a Float32Array. RangeError on NaN and infinities, on sound that is longer or shorter
 *   than the video by more than the tolerance, on features slower than the video, on a bad option.
 * @see LiRA (Ma et al. 2021) predicts features at 100 Hz from video at 25 fps; how it pairs them is not
 *   known to us.
 * @example
 * ```ts
 * import { alignToVideo } from '@ssvaerr/audio';
 *
 * // Eight rows of one feature at 100 Hz are two frames at 25 fps.
 * const rows = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
 * const features = alignToVideo(rows, { width: 1, rate: 100, fps: 25, frames: 2 });
 * console.log(features.join(' ')); // 1.5 5.5
 * ```
 */
export function alignToVideo(
  features: Float32Array,
  { width, rate, fps, frames, start = 0, how = 'mean', tolerance = 0.1 }: AlignToVideoOptions,
): Float32Array {
  const where = 'alignToVideo';
  const rows = countRows(where, features, width);
  assertPositive(where, 'fps', fps);
  assertPositive(where, 'rate', rate);
  if (rate < fps) throw mustBe(where, 'rate', `be at least fps (${fps})`, rate);
  assertInteger(where, 'frames', frames, 1);
  assertInteger(where, 'start', start, 0);
  assertNotNegative(where, 'tolerance', tolerance);
  if (how !== 'mean' && how !== 'stack' && how !== 'stride') {
    throw mustBe(where, 'how', "be 'mean', 'stack' or 'stride'", `'${how}'`);
  }
  const perFrame = Math.round(rate / fps);
  if (how === 'stack' && Math.abs(rate / fps - perFrame) > rounding) {
    const got = `'stack' for ${rate} and ${fps}`;
    throw mustBe(where, 'how', "be 'mean' or 'stride' unless fps divides rate", got);
  }

  /** The moment at which a frame of the clip begins, in rows. */
  const begin = (frame: number) => (frame * rate) / fps;
  const offset = firstRow(begin(start));
  const expected = Math.ceil(begin(start + frames) - rounding) - offset;
  if (rows === 0 || Math.abs(rows - expected) > tolerance * rate + rounding) {
    const rule = `hold ${expected} rows to within ${tolerance} s at ${rate} Hz`;
    throw mustBe(where, 'features', rule, rows);
  }
  /** Offset of a row of the clip in `features`. */
  const at = (row: number) => Math.min(row - offset, rows - 1) * width;

  const size = how === 'stack' ? perFrame * width : width;
  const aligned = new Float32Array(frames * size);
  for (let i = 0; i < frames; i++) {
    const [from, to] = [begin(start + i), begin(start + i + 1)];
    const out = aligned.subarray(i * size, (i + 1) * size);
    const first = firstRow(from);
    if (how === 'mean') {
      meanOver(from, to, (row) => features.subarray(at(row), at(row) + width), out);
      continue;
    }
    for (let j = 0; j < size / width; j++) {
      out.set(features.subarray(at(first + j), at(first + j) + width), j * width);
    }
  }
  return aligned;
}

/** A row is not entered for the rounding error of a product that is an integer. */
const rounding = 1e-6;

function firstRow(moment: number): number {
  return Math.floor(moment + rounding);
}

/** The mean of the rows between two moments, in rows, into `out`. */
function meanOver(
  from: number,
  to: number,
  rowOf: (row: number) => Float32Array,
  out: Float32Array,
): void {
  const sums = new Float64Array(out.length);
  let total = 0;
  for (let row = firstRow(from); row < to - rounding; row++) {
    const part = Math.min(row + 1, to) - Math.max(row, from);
    const values = rowOf(row);
    for (let d = 0; d < sums.length; d++) sums[d]! += part * values[d]!;
    total += part;
  }
  for (let d = 0; d < sums.length; d++) out[d] = sums[d]! / total;
}

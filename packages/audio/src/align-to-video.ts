import { assertInteger, assertNotNegative, assertPositive, countRows, mustBe } from './_checks.ts';

/** Rates and lengths of audio features and video, and how the rows of a frame are combined. */
export interface AlignToVideoOptions {
  /** Features per row, an integer >= 1. */
  readonly width: number;
  /** Feature rows per second, at least `fps`. */
  readonly rate: number;
  /** Video frames per second. */
  readonly fps: number;
  /** Number of video frames. */
  readonly frames: number;
  /** Index, in the clip, of the first video frame. Default 0. */
  readonly start?: number;
  /**
   * How the rows of a frame are combined. `mean` averages them over the frame's duration, weighted by overlap. `stack`
   * concatenates them; `rate / fps` must be an integer. `stride` takes the row in which the frame begins. Default `mean`.
   */
  readonly how?: 'mean' | 'stack' | 'stride';
  /** Largest allowed difference in length between audio and video, in seconds. Default 0.1. */
  readonly tolerance?: number;
}

/**
 * Aligns audio features with video frames by time. Frame `i` lasts from `i / fps` to `(i + 1) / fps` and row `r` from
 * `r / rate` to `(r + 1) / rate`, so at 25 fps and 100 Hz frame `i` has rows `4 i .. 4 i + 3`. Excess audio is dropped;
 * missing audio repeats the last row.
 *
 * @param features `[rows, width]`, finite: the rows that overlap the frames. The first one is the clip's row
 *   `floor(start rate / fps)`. `audioSpan` of `@ssvaerr/data` gives this range.
 * @returns `[frames, width]`, with `stack` `[frames, width rate / fps]`.
 * @throws TypeError if `features` is not a Float32Array; RangeError if it holds NaN or infinities, audio and video differ in
 *   length by more than the tolerance, features are slower than the video or an option is out of range.
 * @see Ma et al. 2021 (LiRA), https://arxiv.org/abs/2106.09171: it predicts features at 100 Hz from video at 25 fps. How it
 *   pairs them is not known to us.
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

  /** Start of a frame of the clip, in rows. */
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

/** A frame must reach this far into a row to include it: a product may exceed an integer by rounding. */
const rounding = 1e-6;

function firstRow(moment: number): number {
  return Math.floor(moment + rounding);
}

/** Writes the mean of the rows between two times, in rows, to `out`. */
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

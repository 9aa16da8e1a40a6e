import { foldSeed, permutation, uniformInteger } from '@ssvaerr/random';
import { assertPlan } from './_assert-plan.ts';
import { assertInteger, mustBe } from './_checks.ts';

/** The part of a clip that a plan depends on. */
export interface ClipLength {
  readonly id: string;
  /** Number of frames, >= 1. */
  readonly frames: number;
}

/** Consecutive frames of a clip: `start .. start + frames - 1`. */
export interface Segment<C extends ClipLength = ClipLength> {
  readonly clip: C;
  /** Number of this segment among those of its clip in this epoch: 0 .. segmentsPerClip - 1. */
  readonly index: number;
  readonly start: number;
  readonly frames: number;
}

/** Options of {@link epochPlan}. */
export interface EpochPlanOptions<C extends ClipLength> {
  readonly clips: readonly C[];
  /** Safe integer: the seed of the run. */
  readonly seed: number;
  /** Integer >= 0. */
  readonly epoch: number;
  /** Length of a segment, in frames. SS-VAERR: 200 (SEWA), 500 (RECOLA). A shorter clip is used whole. */
  readonly segmentFrames: number;
  /** Number of segments of each clip. Default 3, as in the authors' code. */
  readonly segmentsPerClip?: number;
  /** Segments per batch; the last batch has the remaining ones. SS-VAERR: 3 to 20. */
  readonly batchSize: number;
  /**
   * Whether the segments of a clip stay together in one batch and follow each other in time: the possible
   * starts are divided into `segmentsPerClip` equal parts, and segment `index` starts in part `index`. Then
   * `batchSize` must be a multiple of `segmentsPerClip`. Default false: segments are shuffled one by one.
   */
  readonly together?: boolean;
}

/**
 * Plans the batches of one epoch: `segmentsPerClip` segments of each clip, at uniformly random starts, in a
 * random order. It is a pure function of its options. A start depends on (seed, epoch, clip id, index) and
 * `together` alone; other clips do not change it.
 *
 * @returns batches in order; none without clips.
 * @throws RangeError if a number is not an integer in its range, two clips have the same id, or `batchSize` does
 *   not fit `together`.
 * @example
 * ```ts
 * import { epochPlan } from '@ssvaerr/data';
 *
 * const clips = [{ id: 'a', frames: 300 }, { id: 'b', frames: 120 }];
 * // Clip b is shorter than a segment, so it is used whole.
 * const plan = epochPlan({ clips, seed: 42, epoch: 0, segmentFrames: 200, batchSize: 3 });
 * const texts = plan.map((batch) => batch.map(({ clip, start, frames }) => `${clip.id} ${start}+${frames}`));
 * console.log(texts[0]?.join(', ')); // a 17+200, a 8+200, b 0+120
 * console.log(texts[1]?.join(', ')); // a 48+200, b 0+120, b 0+120
 * ```
 */
export function epochPlan<C extends ClipLength>({
  clips,
  seed,
  epoch,
  segmentFrames,
  segmentsPerClip = 3,
  batchSize,
  together = false,
}: EpochPlanOptions<C>): Segment<C>[][] {
  const where = 'epochPlan';
  assertPlan(where, { seed, epoch, segmentFrames, segmentsPerClip, batchSize, together });
  const ids = new Set<string>();
  for (const [i, { id, frames }] of clips.entries()) {
    assertInteger(where, `clips[${i}].frames`, frames, 1);
    if (ids.has(id)) throw mustBe(where, `clips[${i}].id`, 'be unique', id);
    ids.add(id);
  }

  const segmentsOf = (clip: C) =>
    Array.from({ length: segmentsPerClip }, (_, index): Segment<C> => {
      const frames = Math.min(segmentFrames, clip.frames);
      const starts = clip.frames - frames + 1;
      const part = (i: number) => Math.floor((i * starts) / segmentsPerClip);
      const [low, high] = together ? [part(index), part(index + 1)] : [0, starts];
      const startSeed = foldSeed(seed, 'segment', epoch, clip.id, index);
      // A part may be empty in a short clip: its segment starts where the part does.
      return {
        clip,
        index,
        start: uniformInteger(startSeed, low, Math.max(low + 1, high)),
        frames,
      };
    });
  // A unit is shuffled as a whole: one segment, or all segments of a clip.
  const units = together ? clips.map(segmentsOf) : clips.flatMap(segmentsOf).map((one) => [one]);
  const order = permutation(foldSeed(seed, 'order', epoch), units.length);
  const segments = Array.from(order, (at) => units[at]!).flat();
  return Array.from({ length: Math.ceil(segments.length / batchSize) }, (_, i) =>
    segments.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/** Options of {@link clipPieces}. */
export interface PieceOptions {
  /** Length of a piece without its context, in frames. Default: the whole clip. */
  readonly pieceFrames?: number;
  /** Frames of overlap on each side, where the clip has them. Default 0. */
  readonly context?: number;
}

/** Frames `start .. start + frames - 1` of a clip; the first `before` and the last `after` are context. */
export interface Piece {
  readonly start: number;
  readonly frames: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Divides a clip into consecutive pieces that overlap by their context; without it they cover each frame once. A
 * model that sees `context` frames to each side computes the same on the pieces as on the whole clip.
 *
 * @param frames Length of the clip, >= 1.
 * @throws RangeError if a number is not an integer in its range.
 * @example
 * ```ts
 * import { clipPieces } from '@ssvaerr/data';
 *
 * const pieces = clipPieces(70, { pieceFrames: 32, context: 2 });
 * console.log(pieces.length, pieces[1]); // 3 { start: 30, frames: 36, before: 2, after: 2 }
 * ```
 */
export function clipPieces(
  frames: number,
  { pieceFrames = frames, context = 0 }: PieceOptions = {},
): Piece[] {
  const where = 'clipPieces';
  assertInteger(where, 'frames', frames, 1);
  assertInteger(where, 'pieceFrames', pieceFrames, 1);
  assertInteger(where, 'context', context, 0);
  return Array.from({ length: Math.ceil(frames / pieceFrames) }, (_, i) => {
    const begin = i * pieceFrames;
    const end = Math.min(begin + pieceFrames, frames);
    const before = Math.min(context, begin);
    const after = Math.min(context, frames - end);
    return { start: begin - before, frames: end - begin + before + after, before, after };
  });
}

/** Rates of the video and the audio features of a clip. */
export interface AudioSpanOptions {
  /** Video frames per second. */
  readonly fps: number;
  /** Audio feature rows per second. */
  readonly rate: number;
}

/**
 * Finds the rows of audio features that overlap video frames `start .. start + frames - 1` in time. Frame `i`
 * lasts from `i / fps` to `(i + 1) / fps`; at 25 fps and 100 Hz it overlaps 4 rows.
 *
 * @returns the first row and the number of rows.
 * @throws RangeError if `start` is not an integer >= 0, `frames` not an integer >= 1, or a rate not positive.
 * @example
 * ```ts
 * import { audioSpan } from '@ssvaerr/data';
 *
 * console.log(audioSpan({ start: 10, frames: 2 }, { fps: 25, rate: 100 })); // { start: 40, rows: 8 }
 * ```
 */
export function audioSpan(
  { start, frames }: { readonly start: number; readonly frames: number },
  { fps, rate }: AudioSpanOptions,
): { start: number; rows: number } {
  const where = 'audioSpan';
  assertInteger(where, 'start', start, 0);
  assertInteger(where, 'frames', frames, 1);
  for (const [name, value] of Object.entries({ fps, rate })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw mustBe(where, name, 'be positive', value);
    }
  }
  // 1e-6: the rounding error of a product that is an integer must not add a row.
  const first = Math.floor((start * rate) / fps + 1e-6);
  const end = Math.ceil(((start + frames) * rate) / fps - 1e-6);
  return { start: first, rows: end - first };
}

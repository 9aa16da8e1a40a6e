import { foldSeed, permutation, uniformInteger } from '@ssvaerr/random';
import { assertPlan } from './_assert-plan.ts';
import { assertInteger, mustBe } from './_checks.ts';

/** What a plan needs to know of a clip. */
export interface ClipLength {
  readonly id: string;
  /** Number of frames, >= 1. */
  readonly frames: number;
}

/** Frames `start .. start + frames - 1` of a clip. */
export interface Segment<C extends ClipLength = ClipLength> {
  readonly clip: C;
  /** Which of the clip's segments of this epoch: 0 .. segmentsPerClip - 1. */
  readonly index: number;
  readonly start: number;
  readonly frames: number;
}

/** What an epoch consists of. */
export interface EpochPlanOptions<C extends ClipLength> {
  readonly clips: readonly C[];
  /** Safe integer: the seed of the run. */
  readonly seed: number;
  /** Integer >= 0. */
  readonly epoch: number;
  /** Length of a segment, in frames. SS-VAERR: 200 (SEWA), 500 (RECOLA). A shorter clip is taken whole. */
  readonly segmentFrames: number;
  /** Segments of each clip. Default 3, as in the authors' code. */
  readonly segmentsPerClip?: number;
  /** Segments of a batch; the last batch has what is left. SS-VAERR: 3 to 20. */
  readonly batchSize: number;
  /**
   * Whether a clip's segments follow each other, in one batch, and in time: segment `index` begins in part
   * `index` of `segmentsPerClip` equal parts of where one may begin. Then `batchSize` must be a multiple of
   * `segmentsPerClip`. Default false: every segment goes its own way.
   */
  readonly together?: boolean;
}

/**
 * The batches of one epoch: `segmentsPerClip` segments of each clip, at uniformly random starts, in a
 * random order. A pure function of its options. A start depends on (seed, epoch, clip id, index) and
 * `together` alone: other clips do not move it.
 *
 * @returns batches in order; none without clips.
 * @throws RangeError if a number is not an integer in its range, two clips have the same id, or clips that
 *   are to stay together do not fill a batch.
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
  for (const { id, frames } of clips) {
    assertInteger(where, 'clips', frames, 1);
    if (ids.has(id)) throw mustBe(where, 'clips', 'have an id of their own each', id);
    ids.add(id);
  }

  const segmentsOf = (clip: C) =>
    Array.from({ length: segmentsPerClip }, (_, index): Segment<C> => {
      const frames = Math.min(segmentFrames, clip.frames);
      const starts = clip.frames - frames + 1;
      const part = (i: number) => Math.floor((i * starts) / segmentsPerClip);
      const [low, high] = together ? [part(index), part(index + 1)] : [0, starts];
      const startSeed = foldSeed(seed, 'segment', epoch, clip.id, index);
      // Of a short clip a part may be empty: what begins there begins with the part.
      return {
        clip,
        index,
        start: uniformInteger(startSeed, low, Math.max(low + 1, high)),
        frames,
      };
    });
  // What is shuffled: segments, or all segments of a clip.
  const units = together ? clips.map(segmentsOf) : clips.flatMap(segmentsOf).map((one) => [one]);
  const order = permutation(foldSeed(seed, 'order', epoch), units.length);
  const segments = Array.from(order, (at) => units[at]!).flat();
  return Array.from({ length: Math.ceil(segments.length / batchSize) }, (_, i) =>
    segments.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/** How a long clip is cut. */
export interface PieceOptions {
  /** Length of a piece without its context, in frames. Default: the whole clip. */
  readonly pieceFrames?: number;
  /** Frames of overlap on each side, where the clip has them. Default 0. */
  readonly context?: number;
}

/** Frames `start .. start + frames - 1`, of which the first `before` and the last `after` are context. */
export interface Piece {
  readonly start: number;
  readonly frames: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Cuts a clip into consecutive pieces: without their context they are the clip, each frame once. A model
 * that looks `context` frames to each side computes on the pieces what it computes on the whole.
 *
 * @param frames length of the clip, >= 1.
 * @throws RangeError if a number is not an integer in its range.
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

/** Rates of a clip's two streams. */
export interface AudioSpanOptions {
  /** Video frames per second. */
  readonly fps: number;
  /** Audio feature rows per second. */
  readonly rate: number;
}

/**
 * The rows of audio features that overlap video frames `start .. start + frames - 1` in time, frame `i`
 * lasting from `i / fps` to `(i + 1) / fps`: 4 rows per frame at 25 fps and 100 Hz.
 *
 * @throws RangeError if `start` or `frames` is no integer >= 0 or >= 1, or a rate is not positive.
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
  // A row is not included for the rounding error of a product that is an integer.
  const first = Math.floor((start * rate) / fps + 1e-6);
  const end = Math.ceil(((start + frames) * rate) / fps - 1e-6);
  return { start: first, rows: end - first };
}

import { assertDelay, assertInteger } from '../_checks.ts';
import type { Shaped } from '../batch.ts';
import { maskLabels } from '../labels.ts';
import type { Clip, Split } from '../manifest.ts';
import { unitPixels } from '../pixels.ts';
import { clipPieces, type Piece, type PieceOptions } from '../segments.ts';
import { clipsOfSplit } from './_clips-of-split.ts';
import { readDelayedLabels } from './_read-delayed-labels.ts';
import type { Store } from './open-store.ts';
import { readFrames } from './read-clip.ts';

/** Options of {@link wholeVideos}. */
export interface WholeVideosOptions extends PieceOptions {
  readonly store: Store;
  readonly split: Split;
  /**
   * Seconds by which labels come later than what they rate, >= 0: each frame gets the label of the frame nearest to
   * that much later, and none where that is beyond the clip's end. Default 0.
   */
  readonly labelDelay?: number;
}

/** One clip in its original length, as in the tests of SS-VAERR. */
export interface Video {
  readonly clip: Clip;
  /** `[1, time, 2]`; 0 where `mask` is 0. */
  readonly labels: Shaped;
  /** `[1, time]`: 1 where both labels are known. */
  readonly mask: Shaped;
  /** Reads the frames, one piece at a time. */
  pieces(): AsyncGenerator<VideoPiece, void, undefined>;
}

/** Consecutive frames of a clip: `[1, time, height, width, channels]` in [0, 1]. */
export interface VideoPiece extends Piece, Shaped {}

/**
 * Iterates over the clips of a split in the order of the manifest, each in its original length. Only one piece of
 * a clip is in memory.
 *
 * @throws RangeError at once if an option is wrong; StoreError from the iteration if a clip cannot be read.
 * @example
 * ```ts no-run
 * import { openStore, wholeVideos } from '@ssvaerr/data/node';
 *
 * const store = await openStore('store');
 * const pieceOptions = { pieceFrames: 500, context: 2 };
 * for await (const { clip, pieces } of wholeVideos({ store, split: 'test', ...pieceOptions })) {
 *   for await (const { shape } of pieces()) console.log(clip.id, shape); // c [ 1, 502, 96, 96, 1 ]
 * }
 * ```
 */
export function wholeVideos({
  store,
  split,
  labelDelay = 0,
  ...pieceOptions
}: WholeVideosOptions): AsyncGenerator<Video, void, undefined> {
  const where = 'wholeVideos';
  const { pieceFrames = 1, context = 0 } = pieceOptions;
  assertInteger(where, 'pieceFrames', pieceFrames, 1);
  assertInteger(where, 'context', context, 0);
  assertDelay(where, labelDelay);
  return read(clipsOfSplit(where, store, split));

  async function* read(clips: readonly Clip[]) {
    for (const clip of clips) {
      const { frames: time } = clip;
      const whole = { start: 0, count: time };
      const stored = await readDelayedLabels(store, clip, whole, labelDelay);
      const { labels, mask } = maskLabels(stored ?? new Float32Array(2 * time).fill(Number.NaN));
      yield {
        clip,
        labels: { shape: [1, time, 2], values: labels },
        mask: { shape: [1, time], values: mask },
        pieces: () => readPieces(store, clip, pieceOptions),
      };
    }
  }
}

async function* readPieces(store: Store, clip: Clip, options: PieceOptions) {
  const { height, width, channels } = store.info;
  for (const piece of clipPieces(clip.frames, options)) {
    const frames = await readFrames(store, clip, { start: piece.start, count: piece.frames });
    const shape = [1, piece.frames, height, width, channels];
    yield { ...piece, shape, values: unitPixels(frames) };
  }
}

import { assertPlan } from '../_assert-plan.ts';
import { assertDelay, assertInteger, mustBe } from '../_checks.ts';
import type { Batch } from '../batch.ts';
import type { Clip, Split } from '../manifest.ts';
import { epochPlan, type Segment } from '../segments.ts';
import { batchReader } from './_batch-reader.ts';
import { clipsOfSplit } from './_clips-of-split.ts';
import type { Store } from './open-store.ts';

/** Options of {@link loadEpoch}. */
export interface LoadEpochOptions {
  readonly store: Store;
  readonly split: Split;
  /** Safe integer: the seed of the run. */
  readonly seed: number;
  /** Integer >= 0. */
  readonly epoch: number;
  /** Length of a segment, in frames; shorter clips are padded. SS-VAERR: 200 (SEWA), 500 (RECOLA). */
  readonly segmentFrames: number;
  /** Number of segments of each clip. Default 3, as in the authors' code. */
  readonly segmentsPerClip?: number;
  /** Segments per batch; the last batch has the remaining ones. SS-VAERR: 3 to 20. */
  readonly batchSize: number;
  /** Whether the segments of a clip stay together in one batch: see {@link epochPlan}. Default false. */
  readonly together?: boolean;
  /** Whether the batches have audio features. Default false. */
  readonly audio?: boolean;
  /**
   * Seconds by which labels come later than what they rate, >= 0: each frame of a clip gets the label of the frame
   * nearest to that much later, and none where that is beyond the clip's end. Default 0.
   */
  readonly labelDelay?: number;
  /** Number of batches to skip: those that a resumed training has seen in this epoch. Default 0. */
  readonly firstBatch?: number;
  /** Number of batches read ahead, each held in memory. Default 2. */
  readonly prefetch?: number;
  /**
   * The file of the worker thread that reads, which a bundled program builds from `@ssvaerr/data/worker`.
   * false: batches are read in the calling thread. Default: this package's file; none if run from its sources.
   */
  readonly worker?: URL | false;
}

/** A batch and its segments. */
export interface LoadedBatch extends Batch {
  /** In the order of the batch; `clip.id` and `index` can seed an augmentation. */
  readonly segments: readonly Segment<Clip>[];
}

/**
 * Iterates over the batches of one epoch in the order of {@link epochPlan}. A worker thread reads ahead, so a
 * training step that blocks the calling thread does not delay the next batch; the batches are the same without
 * it. The thread ends with the iteration, also if the loop is left early.
 *
 * @throws RangeError at once if an option is wrong; StoreError from the iteration if a batch cannot be read.
 * @example
 * ```ts no-run
 * import { loadEpoch, openStore } from '@ssvaerr/data/node';
 *
 * const store = await openStore('store');
 * const plan = { store, split: 'train', seed: 42, segmentFrames: 200, batchSize: 6 } as const;
 * for await (const { clips, labels, mask } of loadEpoch({ ...plan, epoch: 0 })) {
 *   console.log(clips.shape, labels.shape, mask.shape); // [ 6, 200, 96, 96, 1 ] [ 6, 200, 2 ] [ 6, 200 ]
 * }
 * ```
 */
export function loadEpoch(options: LoadEpochOptions): AsyncGenerator<LoadedBatch, void, undefined> {
  const where = 'loadEpoch';
  const { store, split, seed, epoch, audio = false, prefetch = 2, worker } = options;
  const { segmentFrames, segmentsPerClip = 3, batchSize, together = false } = options;
  const { firstBatch = 0, labelDelay = 0 } = options;
  const numbers = { seed, epoch, segmentFrames, segmentsPerClip, batchSize, together };
  assertPlan(where, numbers);
  assertInteger(where, 'prefetch', prefetch, 0);
  assertInteger(where, 'firstBatch', firstBatch, 0);
  assertDelay(where, labelDelay);
  const clips = clipsOfSplit(where, store, split);
  if (audio && !store.info.audio) throw mustBe(where, 'audio', 'be false for this store', audio);
  const plan = epochPlan({ clips, ...numbers });
  return read(plan.slice(firstBatch));

  async function* read(plan: readonly Segment<Clip>[][]) {
    const { root, info } = store;
    const reader = batchReader(worker);
    const ahead: Promise<LoadedBatch>[] = [];
    try {
      for (const segments of plan) {
        const job = { store: { root, info }, segments, time: segmentFrames, audio, labelDelay };
        const batch = reader.read(job).then((arrays) => ({ ...arrays, segments }));
        batch.catch(() => {}); // thrown when its turn comes
        ahead.push(batch);
        if (ahead.length > prefetch) yield (await ahead.shift()) as LoadedBatch;
      }
      for (const batch of ahead) yield await batch;
    } finally {
      await Promise.allSettled(ahead);
      await reader.close();
    }
  }
}

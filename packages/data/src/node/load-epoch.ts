import { assertPlan } from '../_assert-plan.ts';
import { assertInteger, mustBe } from '../_checks.ts';
import type { Batch } from '../batch.ts';
import type { Clip, Split } from '../manifest.ts';
import { epochPlan, type Segment } from '../segments.ts';
import { batchReader } from './_batch-reader.ts';
import { clipsOfSplit } from './_clips-of-split.ts';
import type { Store } from './open-store.ts';

/** Which batches, and how they are read. */
export interface LoadEpochOptions {
  readonly store: Store;
  readonly split: Split;
  /** Safe integer: the seed of the run. */
  readonly seed: number;
  /** Integer >= 0. */
  readonly epoch: number;
  /** Frames of a segment; shorter clips are padded. SS-VAERR: 200 (SEWA), 500 (RECOLA). */
  readonly segmentFrames: number;
  /** Default 3, as in the authors' code. */
  readonly segmentsPerClip?: number;
  /** Segments of a batch; the last has what is left. SS-VAERR: 3 to 20. */
  readonly batchSize: number;
  /** Whether a clip's segments follow each other in one batch: see {@link epochPlan}. Default false. */
  readonly together?: boolean;
  /** Whether the batches have audio features. Default false. */
  readonly audio?: boolean;
  /** Batches at the epoch's start that are left out: those a training that is resumed has seen. Default 0. */
  readonly firstBatch?: number;
  /** Batches read ahead, each held in memory. Default 2. */
  readonly prefetch?: number;
  /**
   * The file of the thread that reads, for a program that is bundled: built from `@ssvaerr/data/worker`.
   * false: no thread of its own. Default: this package's; running from its sources, none.
   */
  readonly worker?: URL | false;
}

/** A batch, and what it consists of. */
export interface LoadedBatch extends Batch {
  /** In the order of the batch. With `clip.id` and `index` an augmentation seeds itself. */
  readonly segments: readonly Segment<Clip>[];
}

/**
 * The batches of one epoch, as {@link epochPlan} orders them, read ahead in a thread of their own: a step
 * that blocks this thread does not keep the next batch from being read. The batches are the same with
 * and without the thread. It ends with the iteration, also when that is left early.
 *
 * @throws RangeError at once if an option is not what it must be; the iteration throws StoreError when
 *   it comes to a batch that cannot be read.
 */
export function loadEpoch(options: LoadEpochOptions): AsyncGenerator<LoadedBatch, void, undefined> {
  const where = 'loadEpoch';
  const { store, split, seed, epoch, audio = false, prefetch = 2, worker } = options;
  const { segmentFrames, segmentsPerClip = 3, batchSize, together = false } = options;
  const { firstBatch = 0 } = options;
  const numbers = { seed, epoch, segmentFrames, segmentsPerClip, batchSize, together };
  assertPlan(where, numbers);
  assertInteger(where, 'prefetch', prefetch, 0);
  assertInteger(where, 'firstBatch', firstBatch, 0);
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
        const job = { store: { root, info }, segments, time: segmentFrames, audio };
        const batch = reader.read(job).then((arrays) => ({ ...arrays, segments }));
        batch.catch(() => {}); // told when its turn comes
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

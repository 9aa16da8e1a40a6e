import { assembleBatch, type Batch, type SegmentData } from '../batch.ts';
import type { Clip } from '../manifest.ts';
import { audioSpan, type Segment } from '../segments.ts';
import { readDelayedLabels } from './_read-delayed-labels.ts';
import { readAudio, readFrames, type StoreLike } from './read-clip.ts';
import { StoreError } from './store-error.ts';

/** Everything needed to read a batch; plain data, so that it can be sent to another thread. */
export interface BatchJob {
  readonly store: StoreLike;
  readonly segments: readonly Segment<Clip>[];
  /** Length that segments are padded to. */
  readonly time: number;
  /** Whether audio features are read too. */
  readonly audio: boolean;
  /** Seconds by which labels come later than the frames they belong to. */
  readonly labelDelay: number;
}

/** Reads the segments of a batch at the same time and stacks them. */
export async function readBatch(job: BatchJob): Promise<Batch> {
  const { store, segments, time, audio } = job;
  const data = await settled(segments.map((segment) => readSegment(job, segment)));
  const { height, width, channels, audio: features } = store.info;
  if (!audio || !features) return assembleBatch(data, { time, height, width, channels });
  // A padded segment has the rows of a whole one, so that every batch has the same shape.
  const rows = segments.map(({ clip: { fps }, start }) => {
    return audioSpan({ start, frames: time }, { fps, rate: features.rate }).rows;
  });
  const shape = { rows: Math.max(...rows), features: features.features };
  return assembleBatch(data, { time, height, width, channels, audio: shape });
}

async function readSegment(
  { store, audio: withAudio, labelDelay }: BatchJob,
  { clip, start, frames: count }: Segment<Clip>,
): Promise<SegmentData> {
  const frames = await readFrames(store, clip, { start, count });
  const labels = await readDelayedLabels(store, clip, { start, count }, labelDelay);
  const audio = withAudio ? await readSpanAudio(store, clip, start, count) : undefined;
  return { frames, ...(labels && { labels }), ...(audio && { audio }) };
}

async function readSpanAudio(store: StoreLike, clip: Clip, first: number, frames: number) {
  const rate = store.info.audio?.rate ?? 0;
  const { start, rows } = audioSpan({ start: first, frames }, { fps: clip.fps, rate });
  const values = await readAudio(store, clip, { start, count: rows });
  if (!values) throw new StoreError(store.root, `has no audio for clip '${clip.id}'.`);
  return { start, values };
}

/** Like `Promise.all`, but waits for all even if one fails: no file is open then. */
async function settled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

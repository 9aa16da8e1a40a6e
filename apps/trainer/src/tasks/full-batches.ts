import type { LoadedBatch } from '@ssvaerr/data/node';

/** Drops the batches that are not full: a method needs two segments, and an engine one more graph for each size. */
export async function* fullBatches(batches: AsyncIterable<LoadedBatch>, size: number) {
  for await (const batch of batches) if (batch.segments.length === size) yield batch;
}

/** The worker thread of `loadEpoch`: reads the batches it is asked for. Harmless in another thread. */
import { parentPort } from 'node:worker_threads';
import { type BatchJob, readBatch } from './_read-batch.ts';
import { StoreError } from './store-error.ts';

parentPort?.on('message', async ({ id, job }: { id: number; job: BatchJob }) => {
  try {
    const batch = await readBatch(job);
    const { clips, labels, mask, audio } = batch;
    const arrays = [clips, labels, mask, ...(audio ? [audio] : [])];
    // Handed over, not copied: this thread does not hold on to them.
    const buffers = arrays.map(({ values }) => values.buffer as ArrayBuffer);
    parentPort?.postMessage({ id, batch }, buffers);
  } catch (error) {
    // The class and the fields of an error are lost on the way.
    const storeError = error instanceof StoreError && { file: error.file, what: error.what };
    parentPort?.postMessage({ id, error, storeError });
  }
});

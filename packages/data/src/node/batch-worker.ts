/** The worker thread of `loadEpoch`: reads batches on request. It does nothing in the main thread. */
import { parentPort } from 'node:worker_threads';
import { type BatchJob, readBatch } from './_read-batch.ts';
import { StoreError } from './store-error.ts';

parentPort?.on('message', async ({ id, job }: { id: number; job: BatchJob }) => {
  try {
    const batch = await readBatch(job);
    const { clips, labels, mask, audio } = batch;
    const arrays = [clips, labels, mask, ...(audio ? [audio] : [])];
    // Transferred, not copied: this thread does not need them any more.
    const buffers = arrays.map(({ values }) => values.buffer as ArrayBuffer);
    parentPort?.postMessage({ id, batch }, buffers);
  } catch (error) {
    // Sending an error loses its class and its fields.
    const storeError = error instanceof StoreError && { file: error.file, what: error.what };
    parentPort?.postMessage({ id, error, storeError });
  }
});

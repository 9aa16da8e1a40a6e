import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch } from '../batch.ts';
import { type BatchJob, readBatch } from './_read-batch.ts';
import { StoreError } from './store-error.ts';

/** Reads batches, in this thread or in another. */
export interface BatchReader {
  read(job: BatchJob): Promise<Batch>;
  close(): Promise<unknown>;
}

/**
 * Makes a reader of batches.
 *
 * @param worker The built `batch-worker.js`; false: this thread. Default: the one beside this file, or this thread
 *   if there is none, as when the sources run in a test.
 */
export function batchReader(worker: URL | false | undefined): BatchReader {
  const file = worker ?? (worker === undefined && besideThis());
  return file ? new WorkerReader(file) : { read: readBatch, close: async () => {} };
}

function besideThis(): URL | undefined {
  const url = new URL('./batch-worker.js', import.meta.url);
  return existsSync(url) ? url : undefined;
}

class WorkerReader implements BatchReader {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #jobs = 0;
  #failure: Error | undefined;

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on('message', (answer) => this.#settle(answer));
    this.#worker.on('error', (error) => {
      const what = `the worker that reads the batches failed: ${error.message}`;
      this.#fail(new StoreError(fileURLToPath(file), what, { cause: error }));
    });
    this.#worker.on('exit', () => this.#fail(new Error('loadEpoch: the worker has ended.')));
  }

  read(job: BatchJob): Promise<Batch> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#jobs++;
    this.#worker.postMessage({ id, job });
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  close(): Promise<unknown> {
    return this.#worker.terminate();
  }

  #settle({ id, batch, error, storeError }: Answer): void {
    const { resolve, reject } = this.#waiting.get(id) as Waiting;
    this.#waiting.delete(id);
    if (batch) resolve(batch);
    else reject(storeError ? new StoreError(storeError.file, storeError.what) : error);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

interface Waiting {
  resolve(batch: Batch): void;
  reject(error: unknown): void;
}

interface Answer {
  readonly id: number;
  readonly batch?: Batch;
  readonly error?: unknown;
  readonly storeError?: { readonly file: string; readonly what: string } | false;
}

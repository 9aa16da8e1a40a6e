import type { Job, Queue, Settled } from '@ssvaerr/host';

/** Does one job at a time: a function of this process, or a thread behind one. */
export interface Worker<Payload, Result> {
  /** Does the job; a rejection settles the job with its error. */
  run(job: Job<Payload>): Promise<Result>;
  /** Lets go of what the worker holds, and ends the job at hand. */
  close(): Promise<void>;
}

/**
 * Makes a queue whose workers live in this process. Jobs start in order; with one worker they also settle in
 * order. A worker gets its next job when the iteration asks for the next result, so a lazy list of jobs may
 * depend on the results so far. Run one list at a time.
 *
 * @param workers At least one; each job goes to one that is free.
 * @throws RangeError if there is no worker.
 * @example
 * ```ts
 * import type { Job } from '@ssvaerr/host';
 * import { inProcessQueue } from '@ssvaerr/host/node';
 *
 * const square = async ({ payload }: Job<number>) => payload ** 2;
 * const queue = inProcessQueue([{ run: square, close: async () => {} }]);
 * const jobs = [3, 5].map((payload) => ({ id: `${payload}`, payload }));
 * const results: number[] = [];
 * for await (const settled of queue.run(jobs)) if ('result' in settled) results.push(settled.result);
 * await queue.close();
 * console.log(results); // [ 9, 25 ]
 * ```
 */
export function inProcessQueue<Payload, Result>(
  workers: readonly Worker<Payload, Result>[],
): Queue<Payload, Result> {
  if (workers.length === 0) {
    throw new RangeError("inProcessQueue: 'workers' must have at least one worker, got none.");
  }
  let closed = false;
  return {
    async *run(jobs) {
      const waiting = jobs[Symbol.iterator]();
      const running = new Map<Worker<Payload, Result>, Promise<Outcome<Payload, Result>>>();
      const begin = (worker: Worker<Payload, Result>) => {
        if (closed) return;
        const { value: job, done } = waiting.next();
        if (!done) running.set(worker, outcomeOf(worker, job));
      };
      try {
        for (const worker of workers) begin(worker);
        while (running.size > 0) {
          const { worker, settled } = await Promise.race(running.values());
          running.delete(worker);
          yield settled;
          begin(worker);
        }
      } finally {
        await Promise.all(running.values());
        waiting.return?.(); // a generator of jobs may have something to tidy up
      }
    },
    async close() {
      closed = true;
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

interface Outcome<Payload, Result> {
  readonly worker: Worker<Payload, Result>;
  readonly settled: Settled<Payload, Result>;
}

/** Does a job; never rejects. */
async function outcomeOf<Payload, Result>(
  worker: Worker<Payload, Result>,
  job: Job<Payload>,
): Promise<Outcome<Payload, Result>> {
  try {
    return { worker, settled: { job, result: await worker.run(job) } };
  } catch (error) {
    return { worker, settled: { job, error } };
  }
}

import type { Job, Queue, Settled } from '../queue.ts';

/** Does one job at a time: a function of this process, or a thread behind one. */
export interface Worker<Payload, Result> {
  run(job: Job<Payload>): Promise<Result>;
  /** Lets go of what the worker holds, and ends the job at hand. */
  close(): Promise<void>;
}

/**
 * A queue whose workers live in this process. Jobs start in order; with one worker they also settle in order.
 *
 * @example
 * const queue = inProcessQueue([{ run: async ({ payload }) => payload ** 2, close: async () => {} }]);
 */
export function inProcessQueue<Payload, Result>(
  workers: readonly Worker<Payload, Result>[],
): Queue<Payload, Result> {
  return {
    async *run(jobs) {
      const waiting = jobs[Symbol.iterator]();
      const running = new Map<
        Worker<Payload, Result>,
        Promise<readonly [Worker<Payload, Result>, Settled<Payload, Result>]>
      >();
      const begin = (worker: Worker<Payload, Result>) => {
        const { value: job, done } = waiting.next();
        if (done) return;
        const settled = worker.run(job).then(
          (result): Settled<Payload, Result> => ({ job, result }),
          (error: unknown): Settled<Payload, Result> => ({ job, error }),
        );
        running.set(
          worker,
          settled.then((outcome) => [worker, outcome] as const),
        );
      };
      for (const worker of workers) begin(worker);
      try {
        while (running.size > 0) {
          const [worker, outcome] = await Promise.race(running.values());
          running.delete(worker);
          yield outcome;
          begin(worker);
        }
      } finally {
        await Promise.all(running.values());
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

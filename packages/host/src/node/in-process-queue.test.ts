import type { Job, Settled } from '@ssvaerr/host';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inProcessQueue } from './in-process-queue.ts';

interface Task {
  /** Turns of the event loop that the job takes. */
  readonly turns: number;
  readonly fails: boolean;
}
const tasks = fc.array(fc.record({ turns: fc.nat(4), fails: fc.boolean() }), { maxLength: 12 });
const toJobs = (list: readonly Task[]) => list.map((payload, i) => ({ id: `${i}`, payload }));

/** Workers that count what runs at once, and a list of jobs that notes what was taken. */
function scene(count: number) {
  const seen = { running: 0, most: 0, taken: [] as string[], closed: 0, tidied: 0 };
  const run = async ({ id, payload: { turns, fails } }: Job<Task>) => {
    seen.most = Math.max(seen.most, ++seen.running);
    for (let i = 0; i < turns; i++) await new Promise(setImmediate);
    seen.running--;
    if (fails) throw new Error(id);
    return `result ${id}`;
  };
  const close = async () => {
    seen.closed++;
  };
  const queue = inProcessQueue(Array.from({ length: count }, () => ({ run, close })));
  function* lazily(jobs: Iterable<Job<Task>>) {
    try {
      for (const job of jobs) {
        seen.taken.push(job.id);
        yield job;
      }
    } finally {
      seen.tidied++;
    }
  }
  return { queue, seen, lazily };
}

describe('inProcessQueue', () => {
  it('settles every job once, as it ended, with at most one job per worker', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.integer({ min: 1, max: 4 }), async (list, workers) => {
        const { queue, seen } = scene(workers);
        const settled: Settled<Task, string>[] = [];
        for await (const outcome of queue.run(toJobs(list))) settled.push(outcome);
        const ids = settled.map(({ job }) => Number(job.id)).sort((a, b) => a - b);
        expect(ids).toEqual(list.map((_, i) => i));
        for (const outcome of settled) {
          const { id, payload } = outcome.job;
          if ('error' in outcome) expect(outcome.error).toEqual(new Error(id));
          else expect(outcome.result).toBe(`result ${id}`);
          expect('error' in outcome).toBe(payload.fails);
        }
        expect(seen.most).toBeLessThanOrEqual(workers);
        const slow = list.every(({ turns }) => turns > 0);
        if (slow) expect(seen.most).toBe(Math.min(workers, list.length));
      }),
    );
  });

  it('starts no more and waits when the iteration stops', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.integer({ min: 1, max: 4 }), fc.nat(5), async (list, n, after) => {
        const { queue, seen, lazily } = scene(n);
        let settled = 0;
        for await (const _ of queue.run(lazily(toJobs(list)))) if (settled++ === after) break;
        expect(seen.running).toBe(0);
        expect(seen.taken).toHaveLength(Math.min(list.length, after + n));
        expect(seen.tidied).toBe(1);
      }),
    );
  });

  it('takes a job only when a worker is free and the last result was looked at', async () => {
    const { queue, seen, lazily } = scene(1);
    const jobs = toJobs(Array.from({ length: 3 }, () => ({ turns: 1, fails: false })));
    const order: string[] = [];
    for await (const { job } of queue.run(lazily(jobs))) {
      order.push(job.id);
      expect(seen.taken).toEqual(order);
    }
    expect(order).toEqual(['0', '1', '2']);
  });

  it('yields the one that is ready first', async () => {
    const { queue } = scene(2);
    const order: string[] = [];
    const jobs = toJobs([4, 0, 0].map((turns) => ({ turns, fails: false })));
    for await (const { job } of queue.run(jobs)) order.push(job.id);
    expect(order).toEqual(['1', '2', '0']);
  });

  it('settles a job whose worker throws before it returns a promise', async () => {
    const run = () => {
      throw new Error('at once');
    };
    const queue = inProcessQueue<number, never>([{ run, close: async () => {} }]);
    for await (const settled of queue.run([{ id: 'a', payload: 1 }])) {
      expect(settled).toMatchObject({ job: { id: 'a' }, error: { message: 'at once' } });
    }
    expect.assertions(1);
  });

  it('waits for the running jobs when the list of jobs throws', async () => {
    const { queue, seen } = scene(2);
    function* broken() {
      yield { id: 'a', payload: { turns: 3, fails: false } };
      throw new Error('no more');
    }
    await expect(queue.run(broken())[Symbol.asyncIterator]().next()).rejects.toThrow('no more');
    expect([seen.most, seen.running]).toEqual([1, 0]);
  });

  it('closes its workers, and starts nothing after that', async () => {
    const { queue, seen, lazily } = scene(2);
    const jobs = toJobs(Array.from({ length: 6 }, () => ({ turns: 1, fails: false })));
    let settled = 0;
    for await (const _ of queue.run(lazily(jobs))) if (settled++ === 0) await queue.close();
    expect([settled, seen.taken.length, seen.closed]).toEqual([2, 2, 2]);
  });

  it('needs a worker', () => {
    expect(() => inProcessQueue([])).toThrow(
      new RangeError("inProcessQueue: 'workers' must have at least one worker, got none."),
    );
  });
});

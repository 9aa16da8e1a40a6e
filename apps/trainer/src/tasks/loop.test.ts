import type { LoadedBatch } from '@ssvaerr/data/node';
import { Interrupted, silentLog } from '@ssvaerr/host';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Position, start } from '../runs/position.ts';
import { better, type FinishedEpoch, type Job, runLoop } from './loop.ts';

describe('better', () => {
  it.each([
    [null, 0.5, { score: 0.5, epoch: 3 }],
    [{ score: 0.4, epoch: 1 }, 0.5, { score: 0.5, epoch: 3 }],
    [{ score: 0.5, epoch: 1 }, 0.4, { score: 0.5, epoch: 1 }],
    [{ score: 0.5, epoch: 1 }, 0.5, { score: 0.5, epoch: 1 }], // of equals the first
    [{ score: 0.5, epoch: 1 }, undefined, { score: 0.5, epoch: 1 }],
    [null, undefined, null],
  ])('of %j and %s is %j', (best, score, expected) => {
    expect(better(best, score, 3)).toEqual(expected);
  });
});

/** Runs a job whose loss is the number of its batch, interrupted after each of `stops` steps. */
async function run(epochs: number, stepsPerEpoch: number, scores: number[], stops: number[]) {
  const seen: string[] = [];
  const ended: Omit<FinishedEpoch, 'seconds' | 'steps'>[] = [];
  let saved: Position = start;
  const job: Job = {
    task: 'test',
    epochs,
    stepsPerEpoch,
    async *batches(epoch, firstBatch) {
      for (let i = firstBatch; i < stepsPerEpoch; i++) {
        yield { lengths: [epoch, i] } as unknown as LoadedBatch;
      }
    },
    async step({ lengths }, { step }) {
      seen.push(`${step}: ${lengths.join()}`);
      return { loss: lengths[1]! };
    },
    async endEpoch({ seconds: _, steps: __, ...epoch }) {
      ended.push(epoch);
      return scores[epoch.epoch - 1];
    },
    async save(position) {
      saved = position;
    },
  };
  for (const stop of [...stops, Number.POSITIVE_INFINITY]) {
    let asked = 0;
    const signal = { get aborted() { return ++asked > stop; } } as unknown as AbortSignal; // biome-ignore format: one line
    try {
      await runLoop(job, saved, { log: silentLog, signal, how: 'resume' });
      break;
    } catch (error) {
      expect(error).toBeInstanceOf(Interrupted);
    }
  }
  return { seen, ended, saved };
}

describe('runLoop', () => {
  it('does every step once, in order, and the same epochs, however often it is interrupted', async () => {
    const drawn = fc.record({
      epochs: fc.integer({ min: 1, max: 4 }),
      steps: fc.integer({ min: 1, max: 5 }),
      scores: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }),
      stops: fc.array(fc.nat(6), { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ epochs, steps, scores, stops }) => {
        const whole = await run(epochs, steps, scores, []);
        expect(await run(epochs, steps, scores, stops)).toEqual(whole);
        expect(whole.seen).toHaveLength(epochs * steps);
        expect(whole.ended.map(({ means }) => means.loss)).toEqual(
          whole.ended.map(() => (steps - 1) / 2),
        );
        const best = Math.max(...scores.slice(0, epochs));
        expect(whole.saved.best).toEqual({ score: best, epoch: scores.indexOf(best) });
      }),
    );
  });
});

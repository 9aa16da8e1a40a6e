import { assertInteger, assertSeed } from './_checks.ts';

/** The numbers of an epoch's plan, each in its range. */
export function assertPlan(
  where: string,
  {
    seed,
    epoch,
    ...counts
  }: {
    readonly seed: number;
    readonly epoch: number;
    readonly segmentFrames: number;
    readonly segmentsPerClip: number;
    readonly batchSize: number;
  },
): void {
  assertSeed(where, 'seed', seed);
  assertInteger(where, 'epoch', epoch, 0);
  for (const [name, value] of Object.entries(counts)) assertInteger(where, name, value, 1);
}

import { assertInteger, assertSeed, mustBe } from './_checks.ts';

/** Checks that the numbers of an epoch's plan are in their ranges. */
export function assertPlan(
  where: string,
  {
    seed,
    epoch,
    together = false,
    ...counts
  }: {
    readonly seed: number;
    readonly epoch: number;
    readonly segmentFrames: number;
    readonly segmentsPerClip: number;
    readonly batchSize: number;
    readonly together?: boolean;
  },
): void {
  assertSeed(where, 'seed', seed);
  assertInteger(where, 'epoch', epoch, 0);
  for (const [name, value] of Object.entries(counts)) assertInteger(where, name, value, 1);
  const { batchSize, segmentsPerClip } = counts;
  if (together && batchSize % segmentsPerClip !== 0) {
    const what = `be a multiple of 'segmentsPerClip' (${segmentsPerClip}) with 'together'`;
    throw mustBe(where, 'batchSize', what, batchSize);
  }
}

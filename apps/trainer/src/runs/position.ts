import * as z from 'zod';

/** Position of a training. Its config determines everything else. */
export const positionSchema = z.strictObject({
  /** Number of complete epochs. */
  epoch: z.int().min(0),
  /** Steps made of the next one. */
  stepOfEpoch: z.int().min(0),
  /** Steps in all. */
  step: z.int().min(0),
  /** Measured values, summed over the completed steps of the current epoch. */
  sums: z.record(z.string(), z.number()),
  /** The best score so far, and the number of epochs before the one that has it; null before there is one. */
  best: z.strictObject({ score: z.number(), epoch: z.int().min(0) }).nullable(),
});

export type Position = z.infer<typeof positionSchema>;

/** Before the first step. */
export const start: Position = { epoch: 0, stepOfEpoch: 0, step: 0, sums: {}, best: null };

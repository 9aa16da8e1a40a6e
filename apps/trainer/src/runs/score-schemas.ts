import * as z from 'zod';

/** A figure; NaN, which JSON does not have, is written as null. */
export const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

const scores = z.strictObject({ ccc: figure, pcc: figure, rmse: figure, meanVideoCcc: figure });

/** Scores of a split: over all of its frames, and the mean over its videos. */
export const splitScores = z.strictObject({
  arousal: scores,
  valence: scores,
  videos: z.int(),
  frames: z.int(),
});

/** Seconds of wall time. */
export const seconds = z.number().min(0);

/** Figures by name. */
export const figures = z.record(z.string(), figure);

import { fusions } from '@ssvaerr/metrics';
import * as z from 'zod';

const seconds = z.record(z.string(), z.number());

/** `labels.json` of a label folder: where its labels are from. `LABELS/<rater or fusion>/<recording>.csv` holds them. */
export const labelsFormat = {
  format: 'ssvaerr-labels',
  version: 1,
  schema: z.strictObject({
    /** The files that were read, as the user named them. */
    source: z.string(),
    /** How several raters were fused; null if the folder holds the raters themselves. */
    fusion: z.enum(fusions).nullable(),
    /** Names of the raters of each recording. */
    raters: z.record(z.string(), z.array(z.string()).min(1)),
    /** Seconds by which each rater was later than the mean of all, taken out of the labels; null if none was. */
    delays: z.strictObject({ arousal: seconds, valence: seconds }).nullable(),
  }),
};

/** Content of `labels.json`. */
export type LabelsRecord = z.infer<typeof labelsFormat.schema>;

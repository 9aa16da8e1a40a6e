import { createHash } from 'node:crypto';
import type { Labels } from '@ssvaerr/datasets';
import * as z from 'zod';

const range = z.tuple([z.number(), z.number()]).nullable();

/** The schema of a {@link LabelSummary}. */
export const labelSummary = z.strictObject({
  /** Names the files and what was done with them. */
  origin: z.string(),
  /** SHA-256 of all values: other labels are another recording. */
  sha256: z.string(),
  samples: z.int().min(0),
  /** Seconds of the first and the last sample. */
  from: z.number(),
  to: z.number(),
  /** Samples per second, from the median distance of samples; null with one sample. */
  rate: z.number().nullable(),
  /** Number of samples that lack arousal or valence. */
  missing: z.int().min(0),
  /** Lowest and highest value; null if all are missing. */
  arousal: range,
  valence: range,
  /** Names of the raters, if there are several. */
  raters: z.array(z.string()),
});

/**
 * Describes the labels of a recording in a few numbers.
 *
 * @useDeclaredType
 */
export type LabelSummary = Readonly<z.infer<typeof labelSummary>>;

/** Summarizes labels. */
export function summarizeLabels({
  origin,
  times,
  arousal,
  valence,
  raters = [],
}: Labels): LabelSummary {
  const hash = createHash('sha256').update(origin);
  for (const values of [
    times,
    arousal,
    valence,
    ...raters.flatMap((r) => [r.arousal, r.valence]),
  ]) {
    hash.update(new Uint8Array(Float64Array.from(values).buffer));
  }
  const distances = Array.from({ length: times.length - 1 }, (_, i) => times[i + 1]! - times[i]!);
  const step = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
  const isMissing = (i: number) => Number.isNaN(arousal[i]) || Number.isNaN(valence[i]);
  return {
    origin,
    sha256: hash.digest('hex'),
    samples: times.length,
    from: times[0]!,
    to: times[times.length - 1]!,
    rate: step === undefined ? null : Math.round(1000 / step) / 1000,
    missing: Array.from(times).filter((_, i) => isMissing(i)).length,
    arousal: rangeOf(arousal),
    valence: rangeOf(valence),
    raters: raters.map(({ name }) => name),
  };
}

function rangeOf(values: ArrayLike<number>): [number, number] | null {
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return null;
  return [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
}

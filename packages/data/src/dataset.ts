import { labelNames } from './_check-labels.ts';
import { mustBe } from './_checks.ts';
import {
  assertFields,
  count,
  fraction,
  object,
  oneOf,
  optional,
  orNull,
  parseJson,
  positive,
  text,
} from './_fields.ts';
import type { PixelStatistics } from './pixel-statistics.ts';

/** Facts about a whole data set. */
export interface DatasetInfo {
  /** Nominal video frames per second; each clip has its own, which may differ. */
  readonly fps: number;
  /** Height of every frame, in pixels. */
  readonly height: number;
  /** Width of every frame, in pixels. */
  readonly width: number;
  /** The audio features beside the clips; null: none. */
  readonly audio: AudioInfo | null;
  /** The origin of the data, in a word or a sentence. */
  readonly source: string;
  /** The licence of the data, in free text. */
  readonly licence: string;
  /** true: drawn faces; false: filmed people; null: not known. */
  readonly synthetic: boolean | null;
  /**
   * Crop side divided by the longer side of the face box, as in `@ssvaerr/face`. Absent: not known, as for
   * drawn faces.
   */
  readonly margin?: number;
}

/** Describes the audio features of a data set. */
export interface AudioInfo {
  /** The kind of features, such as `log-mel` or `pase+`. */
  readonly kind: string;
  /** Rows per second. */
  readonly rate: number;
  /** Numbers per row. */
  readonly features: number;
}

/** The content of `dataset.json`. */
export interface Dataset extends DatasetInfo {
  /** Mean and standard deviation of the training frames, in [0, 1]. null: not known yet, or no such frames. */
  readonly pixel: PixelStatistics | null;
}

const format = 'ssvaerr-clips';
/** Version 1 has no `synthetic`. */
const versions = [1, 2] as const;

const infoRules = {
  fps: positive,
  height: count,
  width: count,
  audio: orNull(object),
  source: text,
  licence: text,
  synthetic: oneOf(true, false, null),
  margin: optional(positive),
};
const audioRules = { kind: text, rate: positive, features: count };
const headRules = { format: oneOf(format), version: oneOf(...versions) };
const datasetRules = {
  ...headRules,
  labels: {
    must: `be ${JSON.stringify(labelNames)}`,
    holds: (value: unknown) => JSON.stringify(value) === JSON.stringify(labelNames),
  },
  ...infoRules,
  pixel: orNull(object),
};
const pixelRules = { mean: fraction, std: fraction };

/**
 * Reads the text of `dataset.json`, version 2 or 1; version 1 gives `synthetic: null`.
 *
 * @throws RangeError that names the first field that is unknown, missing or wrong. The version is checked
 *   before the fields.
 * @example
 * ```ts
 * import { formatDataset, parseDataset } from '@ssvaerr/data';
 *
 * const origin = { source: 'noise', licence: 'CC0', synthetic: true };
 * const json = formatDataset({ fps: 25, height: 96, width: 96, audio: null, pixel: null, ...origin });
 * const { fps, synthetic } = parseDataset(json); // the text of store/dataset.json
 * console.log(fps, synthetic); // 25 true
 * ```
 */
export function parseDataset(json: string): Dataset {
  const where = 'parseDataset';
  const value = parseJson(where, json) as Record<string, unknown>;
  // First: fields that this program does not know are no mistake in a file of a newer version.
  if (object.holds(value)) {
    for (const [name, { must, holds }] of Object.entries(headRules)) {
      if (!holds(value[name])) throw mustBe(where, name, must, value[name]);
    }
  }
  const { synthetic, ...firstRules } = datasetRules;
  const rules = value?.version === 1 ? firstRules : { ...firstRules, synthetic };
  assertFields(where, '', value, rules);
  const dataset = value as unknown as Dataset;
  return asDataset(where, { ...dataset, synthetic: dataset.synthetic ?? null });
}

/**
 * Formats `dataset.json` in its newest version.
 *
 * @throws RangeError that names the first field that is wrong.
 * @example
 * ```ts
 * import { formatDataset } from '@ssvaerr/data';
 *
 * const origin = { source: 'noise', licence: 'CC0', synthetic: true };
 * const json = formatDataset({ fps: 25, height: 96, width: 96, audio: null, pixel: null, ...origin });
 * const { format, version, labels } = JSON.parse(json);
 * console.log(format, version, labels); // ssvaerr-clips 2 [ 'arousal', 'valence' ]
 * ```
 */
export function formatDataset(dataset: Dataset): string {
  const head = { format, version: versions.at(-1), labels: labelNames };
  const fields = { ...head, ...asDataset('formatDataset', dataset) };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

/** Checks a caller's {@link DatasetInfo} and puts its fields in one order. */
export function asDatasetInfo(where: string, info: DatasetInfo): DatasetInfo {
  assertFields(where, '', info, infoRules);
  const { fps, height, width, source, licence, synthetic, margin, audio } = info;
  const crop = margin !== undefined && { margin };
  const known = { fps, height, width, source, licence, synthetic, ...crop };
  if (!audio) return { ...known, audio };
  assertFields(where, 'audio.', audio, audioRules);
  const { kind, rate, features } = audio;
  return { ...known, audio: { kind, rate, features } };
}

function asDataset(where: string, dataset: Dataset): Dataset {
  const { fps, height, width, source, licence, synthetic, margin, audio, pixel } = dataset;
  const crop = margin !== undefined && { margin };
  const info = { fps, height, width, source, licence, synthetic, ...crop, audio };
  const checked = asDatasetInfo(where, info);
  if (pixel) assertFields(where, 'pixel.', pixel, pixelRules);
  return { ...checked, pixel };
}

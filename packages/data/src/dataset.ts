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
  type Rule,
  text,
} from './_fields.ts';
import type { PixelStatistics } from './pixel-statistics.ts';

/** Channels of a frame: 1 (gray) or 3 (red, green, blue). */
export type Channels = 1 | 3;

/** Checks that a number of channels is one of a store. */
export function assertChannels(where: string, channels: number): void {
  if (!channelsRule.holds(channels)) throw mustBe(where, 'channels', channelsRule.must, channels);
}

/** Facts about a whole data set. */
export interface DatasetInfo {
  /** Nominal video frames per second; each clip has its own, which may differ. */
  readonly fps: number;
  /** Height of every frame, in pixels. */
  readonly height: number;
  /** Width of every frame, in pixels. */
  readonly width: number;
  /** Channels of every frame: 1 (gray) or 3 (red, green, blue). Default 1. */
  readonly channels?: Channels;
  /** The audio features beside the clips; null: none. */
  readonly audio: AudioInfo | null;
  /** The origin of the data, in a word or a sentence. */
  readonly source: string;
  /** The licence of the data, in free text. */
  readonly licence: string;
  /** true: drawn faces; false: filmed people; null: not known. */
  readonly synthetic: boolean | null;
  /** The origin of the splits, such as `AVEC 2019 partition`; null: not known. Default null. */
  readonly splits?: string | null;
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
  readonly channels: Channels;
  readonly splits: string | null;
  /**
   * Mean and standard deviation of the training frames, in [0, 1], over all channels together. null: not known yet,
   * or no such frames.
   */
  readonly pixel: PixelStatistics | null;
}

const format = 'ssvaerr-clips';
/** Version 1 has no `synthetic`; versions 1 and 2 have neither `channels` nor `splits`. */
const versions = [1, 2, 3] as const;

const channelsRule = oneOf(1, 3);
const splitsRule = orNull(text);
const infoRules = {
  fps: positive,
  height: count,
  width: count,
  channels: optional(channelsRule),
  audio: orNull(object),
  source: text,
  licence: text,
  synthetic: oneOf(true, false, null),
  splits: optional(splitsRule),
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
  channels: channelsRule,
  splits: splitsRule,
  pixel: orNull(object),
};
const pixelRules = { mean: fraction, std: fraction };

/**
 * Reads the text of `dataset.json`, version 3, 2 or 1. Versions 1 and 2 give `channels: 1` and `splits: null`, and
 * version 1 gives `synthetic: null`.
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
  assertFields(where, '', value, rulesOf(value?.version));
  const dataset = value as unknown as DatasetInfo & Pick<Dataset, 'pixel'>;
  return asDataset(where, { ...dataset, synthetic: dataset.synthetic ?? null });
}

/** The fields of a version. */
function rulesOf(version: unknown): Readonly<Record<string, Rule>> {
  const { channels, splits, ...secondRules } = datasetRules;
  const { synthetic, ...firstRules } = secondRules;
  if (version === 1) return firstRules;
  return version === 2 ? secondRules : datasetRules;
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
 * console.log(format, version, labels); // ssvaerr-clips 3 [ 'arousal', 'valence' ]
 * ```
 */
export function formatDataset(dataset: Dataset): string {
  const head = { format, version: versions.at(-1), labels: labelNames };
  const fields = { ...head, ...asDataset('formatDataset', dataset) };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

/** Checks a caller's {@link DatasetInfo}, fills in what is absent, and puts its fields in one order. */
export function asDatasetInfo(where: string, info: DatasetInfo): Omit<Dataset, 'pixel'> {
  assertFields(where, '', info, infoRules);
  const { fps, height, width, channels = 1, source, licence, synthetic, splits = null } = info;
  const { margin, audio } = info;
  const crop = margin !== undefined && { margin };
  const shape = { fps, height, width, channels };
  const known = { ...shape, source, licence, synthetic, splits, ...crop };
  if (!audio) return { ...known, audio };
  assertFields(where, 'audio.', audio, audioRules);
  const { kind, rate, features } = audio;
  return { ...known, audio: { kind, rate, features } };
}

function asDataset(where: string, dataset: DatasetInfo & Pick<Dataset, 'pixel'>): Dataset {
  const { fps, height, width, channels = 1, source, licence, synthetic, splits = null } = dataset;
  const { margin, audio, pixel } = dataset;
  const crop = margin !== undefined && { margin };
  const shape = { fps, height, width, channels };
  const info = { ...shape, source, licence, synthetic, splits, ...crop, audio };
  const checked = asDatasetInfo(where, info);
  if (pixel) assertFields(where, 'pixel.', pixel, pixelRules);
  return { ...checked, pixel };
}

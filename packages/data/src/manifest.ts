import { labelNames } from './_check-labels.ts';
import { mustBe } from './_checks.ts';
import {
  assertFields,
  count,
  numberThat,
  object,
  oneOf,
  optional,
  orNull,
  parseJson,
  positive,
  type Rule,
  text,
} from './_fields.ts';
import type { PixelStatistics, PixelSums } from './pixel-statistics.ts';

/** What a clip is for. */
export type Split = 'train' | 'validation' | 'test';

/** The splits, in order. */
export const splits: readonly Split[] = ['train', 'validation', 'test'];

/** What is true of a whole data set. */
export interface DatasetInfo {
  /** Nominal video frames per second; a clip has its own. */
  readonly fps: number;
  /** Size of every frame, in pixels. */
  readonly height: number;
  readonly width: number;
  /** The audio features beside the clips; null: none. */
  readonly audio: AudioInfo | null;
  /** Where the data comes from, in a word or a sentence. */
  readonly source: string;
  /** Under which terms. */
  readonly licence: string;
  /**
   * How much is seen around a face, as `@ssvaerr/face` has it: the side of a frame over the longer side of
   * the face in it. Absent: not known, as of drawn faces.
   */
  readonly margin?: number;
}

/** What audio features a data set has. */
export interface AudioInfo {
  /** What they are: `log-mel`, `pase+`. */
  readonly kind: string;
  /** Rows per second. */
  readonly rate: number;
  /** Numbers per row. */
  readonly features: number;
}

/** `dataset.json`. */
export interface Dataset extends DatasetInfo {
  /** Of the training frames, in [0, 1]. null: not known yet, or there is none. */
  readonly pixel: PixelStatistics | null;
}

/** A file of a clip. */
export interface StoredFile {
  /** Below the store's folder, with `/`. */
  readonly path: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A line of `manifest.jsonl`. */
export interface Clip {
  /** Letters, digits, `.`, `_` and `-`, at most 120, the first no `.`. */
  readonly id: string;
  /** Who is seen; splits must not share subjects. */
  readonly subject: string;
  readonly split: Split;
  /** Number of frames, >= 1. */
  readonly frames: number;
  readonly fps: number;
  readonly files: {
    /** uint8 `[frames, height, width]`. */
    readonly frames: StoredFile;
    /** float32 `[frames, 2]`: arousal, valence in [-1, 1], NaN where missing. */
    readonly labels?: StoredFile;
    /** float32 `[rows, features]`. */
    readonly audio?: StoredFile;
  };
  /** Where the labels come from; null without labels. */
  readonly labelSource: string | null;
  /** Fraction of frames with a face, in [0, 1]. */
  readonly quality: number;
  /** Fraction of the sound's time that is silent, in [0, 1]. Absent: not known, or there is no sound. */
  readonly silence?: number;
  /** Sums over the clip's pixels, from which statistics of any set of clips follow exactly. */
  readonly pixels: PixelSums;
}

const format = { format: 'ssvaerr-clips', version: 1 } as const;

const idRule: Rule = {
  must: "be 1 to 120 letters, digits, '.', '_' or '-', the first no '.'",
  holds: (id) => typeof id === 'string' && /^[\w-][\w.-]{0,119}$/.test(id),
};

/** Neither absolute, on a drive, nor through `..`, on any system. */
const pathRule: Rule = {
  must: "be a path below the store, with '/' and without '..'",
  holds: (path) =>
    typeof path === 'string' &&
    !/[\\:\p{Cc}]/u.test(path) &&
    path.split('/').every((name) => !['', '.', '..'].includes(name)),
};

const fraction = numberThat('be in [0, 1]', (value) => value >= 0 && value <= 1);
const whole = numberThat('be an integer >= 0', (value) => Number.isInteger(value) && value >= 0);

const infoRules = {
  fps: positive,
  height: count,
  width: count,
  audio: orNull(object),
  source: text,
  licence: text,
  margin: optional(positive),
};
const audioRules = { kind: text, rate: positive, features: count };
const datasetRules = {
  format: oneOf(format.format),
  version: oneOf(format.version),
  labels: {
    must: `be ${JSON.stringify(labelNames)}`,
    holds: (value: unknown) => JSON.stringify(value) === JSON.stringify(labelNames),
  },
  ...infoRules,
  pixel: orNull(object),
};
const pixelRules = { mean: fraction, std: fraction };
const clipRules = {
  id: idRule,
  subject: text,
  split: oneOf(...splits),
  frames: count,
  fps: positive,
  files: object,
  labelSource: orNull(text),
  quality: fraction,
  silence: optional(fraction),
  pixels: object,
};
const filesRules = { frames: object, labels: optional(object), audio: optional(object) };
const fileRules = {
  path: pathRule,
  sha256: {
    must: 'be 64 hexadecimal digits',
    holds: (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  },
};
const sumsRules = { count, sum: whole, squares: whole };

/**
 * Reads `dataset.json`.
 *
 * @throws RangeError naming the first field that is unknown, missing or wrong; an unknown version first.
 */
export function parseDataset(json: string): Dataset {
  const where = 'parseDataset';
  const value = parseJson(where, json) as Record<string, unknown>;
  // First: fields that this version does not know are no mistake in a file of another one.
  if (object.holds(value)) {
    const { format: kind, version } = value;
    if (!datasetRules.format.holds(kind))
      throw mustBe(where, 'format', datasetRules.format.must, kind);
    if (!datasetRules.version.holds(version)) {
      throw mustBe(where, 'version', datasetRules.version.must, version);
    }
  }
  assertFields(where, '', value, datasetRules);
  return asDataset(where, value as unknown as Dataset);
}

/** The text of `dataset.json`. */
export function formatDataset(dataset: Dataset): string {
  const fields = { ...format, labels: labelNames, ...asDataset('formatDataset', dataset) };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

/** A caller's {@link DatasetInfo}, checked, its fields in one order. */
export function asDatasetInfo(where: string, info: DatasetInfo): DatasetInfo {
  assertFields(where, '', info, infoRules);
  const { fps, height, width, source, licence, margin, audio } = info;
  const known = { fps, height, width, source, licence, ...(margin !== undefined && { margin }) };
  if (!audio) return { ...known, audio };
  assertFields(where, 'audio.', audio, audioRules);
  const { kind, rate, features } = audio;
  return { ...known, audio: { kind, rate, features } };
}

function asDataset(where: string, dataset: Dataset): Dataset {
  const { fps, height, width, source, licence, margin, audio, pixel } = dataset;
  const cut = margin !== undefined && { margin };
  const info = asDatasetInfo(where, { fps, height, width, source, licence, ...cut, audio });
  if (pixel) assertFields(where, 'pixel.', pixel, pixelRules);
  return { ...info, pixel };
}

/**
 * Reads one line of `manifest.jsonl`.
 *
 * @throws RangeError naming the first field that is unknown, missing or wrong.
 */
export function parseClip(json: string): Clip {
  const clip = parseJson('parseClip', json) as Clip;
  assertClip('parseClip', clip);
  return clip;
}

/** The line of a clip in `manifest.jsonl`, without its line feed. */
export function formatClip(clip: Clip): string {
  assertClip('formatClip', clip);
  const { id, subject, split, frames, fps, files, labelSource, quality, silence, pixels } = clip;
  const source = { id, subject, split, frames, fps, files, labelSource };
  return JSON.stringify({ ...source, quality, silence, pixels }); // without silence if it is undefined
}

function assertClip(where: string, clip: Clip): void {
  assertFields(where, '', clip, clipRules);
  assertFields(where, 'files.', clip.files, filesRules);
  for (const [kind, file] of Object.entries(clip.files)) {
    assertFields(where, `files.${kind}.`, file, fileRules);
  }
  assertFields(where, 'pixels.', clip.pixels, sumsRules);
}

/** What `manifest.jsonl` holds. */
export interface Manifest {
  readonly clips: readonly Clip[];
  /** Length of the text without a last line that was cut off while it was written. */
  readonly length: number;
}

/**
 * Reads `manifest.jsonl`. A last line that ends neither with a line feed nor as JSON is what a crash
 * leaves, and not read; any other mistake is an error.
 *
 * @throws RangeError naming the line, and the field or the repeated id.
 */
export function parseManifest(jsonl: string): Manifest {
  const where = 'parseManifest';
  const clips: Clip[] = [];
  const lineOf = new Map<string, number>();
  let length = 0;
  for (const [i, line] of jsonl.split('\n').entries()) {
    const end = length + line.length;
    if (end === jsonl.length && (line === '' || !isJson(line))) break;
    let clip: Clip;
    try {
      clip = parseClip(line);
    } catch (error) {
      throw new RangeError(`${where}: line ${i + 1}: ${(error as Error).message}`);
    }
    // Without regard to case, as some file systems are.
    const key = clip.id.toLowerCase();
    const before = lineOf.get(key);
    if (before) {
      throw new RangeError(
        `${where}: line ${i + 1}: 'id' must be new, got '${clip.id}' as in line ${before}.`,
      );
    }
    lineOf.set(key, i + 1);
    clips.push(clip);
    length = Math.min(end + 1, jsonl.length);
  }
  return { clips, length };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

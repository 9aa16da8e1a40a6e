import { mustBe } from './_checks.ts';
import {
  assertFields,
  count,
  fraction,
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
import type { PixelSums } from './pixel-statistics.ts';

/** The use of a clip. */
export type Split = 'train' | 'validation' | 'test';

/**
 * The splits, in order.
 * @example
 * ```ts
 * import { splits } from '@ssvaerr/data';
 *
 * console.log(splits.join(' ')); // train validation test
 * ```
 */
export const splits: readonly Split[] = ['train', 'validation', 'test'];

/** A file of a clip. */
export interface StoredFile {
  /** Path below the store's folder, with `/`. */
  readonly path: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A line of `manifest.jsonl`. */
export interface Clip {
  /** 1 to 120 letters, digits, `.`, `_` and `-`; it does not begin with `.`. */
  readonly id: string;
  /** The person in the clip; splits must not share subjects. */
  readonly subject: string;
  readonly split: Split;
  /** Number of frames, >= 1. */
  readonly frames: number;
  /** Video frames per second. */
  readonly fps: number;
  readonly files: {
    /** uint8 `[frames, height, width]`, with 3 channels `[frames, height, width, 3]`. */
    readonly frames: StoredFile;
    /** float32 `[frames, 2]`: arousal, valence in [-1, 1], NaN where missing. */
    readonly labels?: StoredFile;
    /** float32 `[frames, raters, 2]`: arousal, valence in [-1, 1], NaN where missing; the unfused traces. */
    readonly raters?: StoredFile;
    /** float32 `[rows, features]`. */
    readonly audio?: StoredFile;
  };
  /** The origin of the labels; null without labels. */
  readonly labelSource: string | null;
  /** The names of the raters, in the order of their file; present if that file is. */
  readonly raters?: readonly string[];
  /** Fraction of frames with a face, in [0, 1]. */
  readonly quality: number;
  /** Fraction of the audio's duration that is silent, in [0, 1]. Absent: not known, or no audio. */
  readonly silence?: number;
  /** Sums over the clip's pixels, all channels together; the statistics of any set of clips follow from them exactly. */
  readonly pixels: PixelSums;
}

const idRule: Rule = {
  must: "be 1 to 120 letters, digits, '.', '_' or '-', not beginning with '.'",
  holds: (id) => typeof id === 'string' && /^[\w-][\w.-]{0,119}$/.test(id),
};

/** Accepts a path that is neither absolute, nor on a drive, nor through `..`, on any system. */
const pathRule: Rule = {
  must: "be a path below the store, with '/' and without '..'",
  holds: (path) =>
    typeof path === 'string' &&
    !/[\\:\p{Cc}]/u.test(path) &&
    path.split('/').every((name) => !['', '.', '..'].includes(name)),
};

const whole = numberThat('be an integer >= 0', (value) => Number.isInteger(value) && value >= 0);

const namesRule: Rule = {
  must: 'be a list of names, not empty and all different',
  holds: (names) =>
    Array.isArray(names) &&
    names.length > 0 &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string' && name !== ''),
};

const clipRules = {
  id: idRule,
  subject: text,
  split: oneOf(...splits),
  frames: count,
  fps: positive,
  files: object,
  labelSource: orNull(text),
  raters: optional(namesRule),
  quality: fraction,
  silence: optional(fraction),
  pixels: object,
};
const filesRules = {
  frames: object,
  labels: optional(object),
  raters: optional(object),
  audio: optional(object),
};
const fileRules = {
  path: pathRule,
  sha256: {
    must: 'be 64 hexadecimal digits',
    holds: (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  },
};
const sumsRules = { count, sum: whole, squares: whole };

/**
 * Reads one line of `manifest.jsonl`.
 *
 * @throws RangeError that names the first field that is unknown, missing or wrong.
 * @example
 * ```ts
 * import { formatClip, parseClip, pixelSums } from '@ssvaerr/data';
 *
 * const origin = { id: 'a', subject: 'P1', split: 'train', labelSource: null } as const;
 * const files = { frames: { path: 'a.frames.npy', sha256: '0'.repeat(64) } };
 * const pixels = pixelSums(Uint8Array.of(1, 3)); // two frames of one pixel
 * const line = formatClip({ ...origin, frames: 2, fps: 25, files, quality: 1, pixels });
 * const { id, frames } = parseClip(line);
 * console.log(id, frames); // a 2
 * ```
 */
export function parseClip(json: string): Clip {
  const clip = parseJson('parseClip', json) as Clip;
  assertClip('parseClip', clip);
  return clip;
}

/**
 * Formats a clip as a line of `manifest.jsonl`, without the line feed.
 *
 * @throws RangeError that names the first field that is unknown, missing or wrong.
 * @example
 * ```ts
 * import { formatClip, pixelSums } from '@ssvaerr/data';
 *
 * const origin = { id: 'a', subject: 'P1', split: 'train', labelSource: null } as const;
 * const files = { frames: { path: 'a.frames.npy', sha256: '0'.repeat(64) } };
 * const pixels = pixelSums(Uint8Array.of(1, 3)); // two frames of one pixel
 * const line = formatClip({ ...origin, frames: 2, fps: 25, files, quality: 1, pixels });
 * console.log(line.slice(0, 40)); // {"id":"a","subject":"P1","split":"train"
 * ```
 */
export function formatClip(clip: Clip): string {
  assertClip('formatClip', clip);
  const { id, subject, split, frames, fps, files, labelSource, quality, silence, pixels } = clip;
  const source = { id, subject, split, frames, fps, files, labelSource, raters: clip.raters };
  return JSON.stringify({ ...source, quality, silence, pixels }); // without what is undefined
}

function assertClip(where: string, clip: Clip): void {
  assertFields(where, '', clip, clipRules);
  assertFields(where, 'files.', clip.files, filesRules);
  if (clip.files.raters && !clip.raters) {
    throw mustBe(where, 'raters', "name the raters of 'files.raters'", clip.raters);
  }
  if (clip.raters && !clip.files.raters) {
    throw mustBe(where, 'files.raters', "be present, as 'raters' is", clip.files.raters);
  }
  for (const [kind, file] of Object.entries(clip.files)) {
    assertFields(where, `files.${kind}.`, file, fileRules);
  }
  assertFields(where, 'pixels.', clip.pixels, sumsRules);
}

/** The content of `manifest.jsonl`. */
export interface Manifest {
  /** In the order of the file. */
  readonly clips: readonly Clip[];
  /** Length of the text without an incomplete last line, in UTF-16 units. */
  readonly length: number;
}

/**
 * Reads the text of `manifest.jsonl`. A crash may leave an incomplete last line, which is skipped; any other
 * mistake is an error.
 *
 * @throws RangeError that names the line, and the field or the repeated id.
 * @example
 * ```ts
 * import { formatClip, parseManifest, pixelSums } from '@ssvaerr/data';
 *
 * const origin = { id: 'a', subject: 'P1', split: 'train', labelSource: null } as const;
 * const files = { frames: { path: 'a.frames.npy', sha256: '0'.repeat(64) } };
 * const pixels = pixelSums(Uint8Array.of(1, 3)); // two frames of one pixel
 * const line = formatClip({ ...origin, frames: 2, fps: 25, files, quality: 1, pixels });
 * const { clips, length } = parseManifest(`${line}\n{"id":"b","subj`); // a crash cut the second line off
 * console.log(clips.length, length === line.length + 1); // 1 true
 * ```
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
    // Some file systems do not distinguish case.
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

import { createHash } from 'node:crypto';
import { checkLabels } from '../_check-labels.ts';
import { assertKind, mustBe } from '../_checks.ts';
import type { Dataset } from '../dataset.ts';
import type { Clip, Split, StoredFile } from '../manifest.ts';
import { writeNpyHeader } from '../npy.ts';
import { pixelSums } from '../pixel-statistics.ts';
import { frameShape } from './_frame-shape.ts';

/** A clip to store. */
export interface NewClip {
  /**
   * Unique in the store, without regard to case: 1 to 120 letters, digits, `.`, `_` and `-`, not beginning
   * with `.`.
   */
  readonly id: string;
  /** The person in the clip; splits must not share subjects. */
  readonly subject: string;
  readonly split: Split;
  /** Video frames per second. Default: the store's. */
  readonly fps?: number;
  /**
   * `[frames, height, width]`, row-major, 8-bit gray; in a store of 3 channels `[frames, height, width, 3]`, 8-bit red,
   * green and blue.
   */
  readonly frames: Uint8Array;
  /** `[frames, 2]`: arousal, valence in [-1, 1], NaN where missing. */
  readonly labels?: Float32Array;
  /** The origin of the labels. Default: the store's source. */
  readonly labelSource?: string;
  /**
   * The traces that `labels` were fused from: the name of each rater, not empty and unique in the clip, and
   * `[frames, 2]` as in `labels`. Default: not known. An empty list is refused.
   */
  readonly raters?: readonly { readonly name: string; readonly labels: Float32Array }[];
  /** `[rows, features]`, with the store's number of features. */
  readonly audio?: Float32Array;
  /** Fraction of frames with a face, in [0, 1]. */
  readonly quality: number;
  /** Fraction of the audio's duration that is silent, in [0, 1]. Default: not known. */
  readonly silence?: number | undefined;
}

type StoreShape = Omit<Dataset, 'pixel'>;

/** A file to write, in parts, so that the values are not copied. */
interface NewFile extends StoredFile {
  readonly parts: readonly Uint8Array[];
}

/** Makes a clip's manifest entry and its files; refuses arrays that do not fit the data set. */
export function newClip(
  where: string,
  info: StoreShape,
  {
    id,
    subject,
    split,
    fps = info.fps,
    quality,
    silence,
    labelSource = info.source,
    ...arrays
  }: NewClip,
): { clip: Clip; files: readonly NewFile[] } {
  const row = frameShape(info);
  const values = row.reduce((product, size) => product * size, 1);
  const rows = countRows(where, 'frames', arrays.frames, Uint8Array, values);
  const frames = npyFile(`${id}.frames.npy`, [rows, ...row], arrays.frames);
  const labels = arrays.labels && labelsFile(where, `${id}.labels.npy`, rows, arrays.labels);
  const raters = arrays.raters && ratersFile(where, `${id}.raters.npy`, rows, arrays.raters);
  const audio = arrays.audio && audioFile(where, `${id}.audio.npy`, info, arrays.audio);
  const clip: Clip = {
    id,
    subject,
    split,
    frames: rows,
    fps,
    files: {
      frames: stored(frames),
      ...(labels && { labels: stored(labels) }),
      ...(raters && { raters: stored(raters) }),
      ...(audio && { audio: stored(audio) }),
    },
    labelSource: labels ? labelSource : null,
    ...(arrays.raters && { raters: arrays.raters.map(({ name }) => name) }),
    quality,
    ...(silence !== undefined && { silence }),
    pixels: pixelSums(arrays.frames),
  };
  return { clip, files: [frames, labels, raters, audio].filter((file) => file !== undefined) };
}

function labelsFile(where: string, path: string, frames: number, labels: Float32Array): NewFile {
  checkLabelsOf(where, 'labels', frames, labels);
  return npyFile(path, [frames, 2], labels);
}

function ratersFile(
  where: string,
  path: string,
  frames: number,
  raters: NonNullable<NewClip['raters']>,
): NewFile {
  const count = raters.length;
  const values = new Float32Array(frames * count * 2);
  raters.forEach(({ labels }, rater) => {
    checkLabelsOf(where, `raters[${rater}].labels`, frames, labels);
    for (let t = 0; t < frames; t++) {
      values.set(labels.subarray(2 * t, 2 * t + 2), 2 * (t * count + rater));
    }
  });
  return npyFile(path, [frames, count, 2], values);
}

function checkLabelsOf(
  where: string,
  argument: string,
  frames: number,
  labels: Float32Array,
): void {
  checkLabels(where, labels, argument);
  if (labels.length !== 2 * frames) {
    throw mustBe(where, argument, `hold 2 labels for each of ${frames} frames`, labels.length);
  }
}

function audioFile(where: string, path: string, info: StoreShape, values: Float32Array): NewFile {
  if (!info.audio)
    throw mustBe(where, 'audio', 'be absent, because the store has no audio', values.length);
  const { features } = info.audio;
  const rows = countRows(where, 'audio', values, Float32Array, features);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw mustBe(where, 'audio', 'be finite', bad);
  return npyFile(path, [rows, features], values);
}

function countRows<T extends Uint8Array | Float32Array>(
  where: string,
  argument: string,
  values: T,
  kind: { new (...args: never[]): T; readonly name: string },
  rowSize: number,
): number {
  assertKind(where, argument, values, kind);
  if (values.length === 0 || values.length % rowSize !== 0) {
    throw mustBe(where, argument, `hold a positive multiple of ${rowSize} values`, values.length);
  }
  return values.length / rowSize;
}

function npyFile(
  path: string,
  shape: readonly number[],
  values: Uint8Array | Float32Array,
): NewFile {
  const header = writeNpyHeader(values instanceof Uint8Array ? 'uint8' : 'float32', shape);
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const sha256 = createHash('sha256').update(header).update(data).digest('hex');
  return { path, sha256, parts: [header, data] };
}

function stored({ path, sha256 }: NewFile): StoredFile {
  return { path, sha256 };
}

import { join } from 'node:path';
import { checkLabels } from '../_check-labels.ts';
import { mustBe } from '../_checks.ts';
import type { Clip, StoredFile } from '../manifest.ts';
import { npyValues } from '../npy.ts';
import { frameShape } from './_frame-shape.ts';
import { type Expected, readHeader, readRows } from './_npy-file.ts';
import { withFileInside } from './_open-inside.ts';
import type { Store } from './open-store.ts';
import { StoreError } from './store-error.ts';

/** A range of rows of a clip's file. */
export interface Span {
  /** First row. Default 0. */
  readonly start?: number;
  /** Number of rows. Default: all from `start` on. */
  readonly count?: number;
}

/** The part of a store that reading a clip needs. */
export type StoreLike = Pick<Store, 'root'> & {
  readonly info: Pick<Store['info'], 'height' | 'width' | 'channels' | 'audio'>;
};

/**
 * Reads frames of a clip by offset.
 *
 * @returns uint8 `[count, height, width]`, with 3 channels `[count, height, width, 3]`; row-major.
 * @throws RangeError if the span is not within the clip; StoreError if the file is missing or damaged.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, openStore, readFrames } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', frames: Uint8Array.of(1, 2, 3), quality: 1 });
 * await writer.close();
 * const store = await openStore(path);
 * console.log(await readFrames(store, store.clips[0]!, { start: 1 })); // Uint8Array(2) [ 2, 3 ]
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export function readFrames(store: StoreLike, clip: Clip, span: Span = {}): Promise<Uint8Array> {
  return readSpan(
    'readFrames',
    store,
    clip.files.frames,
    expectedFile(store, clip, 'frames'),
    span,
  );
}

/**
 * Reads labels of a clip.
 *
 * @returns float32 `[count, 2]`: arousal, valence in [-1, 1], NaN where missing; undefined if the clip has no
 *   labels.
 * @throws RangeError if the span is not within the clip; StoreError if the file is missing or damaged, or a label
 *   in the span is outside [-1, 1].
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, openStore, readLabels } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * const arrays = { frames: Uint8Array.of(7), labels: Float32Array.of(0.5, -1) };
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', ...arrays, quality: 1 });
 * await writer.close();
 * const store = await openStore(path);
 * console.log(await readLabels(store, store.clips[0]!)); // Float32Array(2) [ 0.5, -1 ]
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export async function readLabels(
  store: StoreLike,
  clip: Clip,
  span: Span = {},
): Promise<Float32Array | undefined> {
  const file = clip.files.labels;
  if (!file) return undefined;
  const expected = expectedFile(store, clip, 'labels');
  const labels = asFloats(await readSpan('readLabels', store, file, expected, span));
  asStoreErrorOf(store, file, () => checkLabels('readLabels', labels));
  return labels;
}

/**
 * Reads the traces of a clip's raters, from which its labels were fused.
 *
 * @returns the names of the raters, and float32 `[count, raters, 2]`: arousal, valence in [-1, 1], NaN where missing;
 *   undefined if the clip has no such traces.
 * @throws RangeError if the span is not within the clip; StoreError if the file is missing or damaged, or a value in
 *   the span is outside [-1, 1].
 * @example
 * ```ts no-run
 * const raters = await readRaters(store, clip, { start: 100, count: 32 });
 * console.log(raters?.names, raters?.values.length); // [ 'FM1', 'FM2' ] 128
 * ```
 */
export async function readRaters(
  store: StoreLike,
  clip: Clip,
  span: Span = {},
): Promise<{ names: readonly string[]; values: Float32Array } | undefined> {
  const where = 'readRaters';
  const { raters: names } = clip;
  const file = clip.files.raters;
  if (!file || !names) return undefined;
  const expected = expectedFile(store, clip, 'raters');
  const values = asFloats(await readSpan(where, store, file, expected, span));
  asStoreErrorOf(store, file, () => checkLabels(where, values, 'raters', names));
  return { names, values };
}

/**
 * Reads audio features of a clip. Their number of rows does not follow from the frames: a span that reaches
 * beyond the last row ends there.
 *
 * @returns float32 `[rows, features]`; undefined if the clip has no audio.
 * @throws RangeError if `start` or `count` is not an integer >= 0; StoreError if the file is missing or damaged.
 * @example
 * ```ts no-run
 * import { audioSpan } from '@ssvaerr/data';
 * import { openStore, readAudio } from '@ssvaerr/data/node';
 *
 * const store = await openStore('store');
 * const clip = store.clips[0]!;
 * const { start, rows } = audioSpan({ start: 100, frames: 32 }, { fps: clip.fps, rate: 100 });
 * const audio = await readAudio(store, clip, { start, count: rows });
 * console.log(audio?.length); // 10240
 * ```
 */
export async function readAudio(
  store: StoreLike,
  clip: Clip,
  span: Span = {},
): Promise<Float32Array | undefined> {
  const file = clip.files.audio;
  if (!file || !store.info.audio) return undefined;
  const expected = expectedFile(store, clip, 'audio');
  return asFloats(await readSpan('readAudio', store, file, expected, span, 'cut'));
}

/** Tells what a file of a clip must hold. */
export function expectedFile(
  { info }: StoreLike,
  { frames, raters }: Clip,
  kind: keyof Clip['files'],
): Expected {
  if (kind === 'frames') return { dtype: 'uint8', shape: [frames, ...frameShape(info)] };
  if (kind === 'labels') return { dtype: 'float32', shape: [frames, 2] };
  if (kind === 'raters') return { dtype: 'float32', shape: [frames, raters?.length ?? 0, 2] };
  return { dtype: 'float32', shape: [undefined, info.audio?.features ?? 0] };
}

function readSpan(
  where: string,
  { root }: StoreLike,
  { path }: StoredFile,
  expected: Expected,
  { start = 0, count }: Span,
  beyond?: 'cut',
): Promise<Uint8Array> {
  return withFileInside(root, path, async (file) => {
    const rows = await readHeader(file, expected);
    if (!Number.isSafeInteger(start) || start < 0 || (!beyond && start > rows.count)) {
      throw mustBe(where, 'start', `be an integer in [0, ${rows.count}]`, start);
    }
    const rest = Math.max(rows.count - start, 0);
    const wanted = count ?? rest;
    if (!Number.isSafeInteger(wanted) || wanted < 0 || (!beyond && wanted > rest)) {
      throw mustBe(where, 'count', `be an integer in [0, ${rest}]`, count);
    }
    return readRows(file, rows, start, Math.min(wanted, rest));
  });
}

/** Runs a check of a file's values; its error names the file. */
function asStoreErrorOf({ root }: StoreLike, { path }: StoredFile, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new StoreError(join(root, path), (error as Error).message, { cause: error });
  }
}

function asFloats(bytes: Uint8Array): Float32Array {
  return npyValues('float32', bytes) as Float32Array;
}

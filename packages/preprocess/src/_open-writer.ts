import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, parseDataset } from '@ssvaerr/data';
import { createStore, type StoreWriter } from '@ssvaerr/data/node';
import type { Source } from '@ssvaerr/datasets';
import { FileError } from '@ssvaerr/host';
import { readText } from '@ssvaerr/host/node';
import { rewriteManifest } from './_rewrite-manifest.ts';
import type { PreprocessPlan } from './plan.ts';
import type { PreprocessOptions } from './preprocess-options.ts';

/**
 * Creates the store, or opens one that exists and removes the clips of recordings that are not finished.
 *
 * @throws StoreError or FileError if it cannot be written or read.
 */
export async function openWriter(
  { name, licence, splitOrigin: splits }: Source,
  out: string,
  { done, todo }: PreprocessPlan,
  { extract, audio }: Pick<Required<PreprocessOptions>, 'extract' | 'audio'>,
): Promise<StoreWriter> {
  const dataset = join(out, 'dataset.json');
  const isResumed = existsSync(dataset);
  if (isResumed && existsSync(join(out, 'manifest.jsonl'))) {
    const kept = new Set(done.flatMap(({ clips }) => clips.map(({ id }) => id)));
    await rewriteManifest(out, (clips) => clips.filter(({ id }) => kept.has(id)));
  }
  const before = isResumed ? await read(dataset) : undefined;
  // The margin of pictures that are faces already is not known.
  const isCropped = todo.every(({ pictures }) => pictures?.cropped);
  const margin = before ? before.margin : isCropped ? undefined : extract.margin;
  const rates = todo.map(({ info }) => info.fps);
  const info = {
    height: extract.size,
    width: extract.size,
    channels: extract.color === 'rgb' ? (3 as const) : (1 as const),
    fps: extract.fps ?? before?.fps ?? commonest(rates),
    audio: audio?.info ?? null,
    source: `faces in the videos of ${name}`,
    licence,
    synthetic: false,
    splits,
    ...(margin !== undefined && { margin }),
  };
  return createStore(out, info, { resume: existsSync(out) });
}

/** Reads the description of a store, whose manifest may be missing after a crash. */
async function read(path: string): Promise<Dataset> {
  const text = await readText(path);
  try {
    return parseDataset(text);
  } catch (error) {
    throw new FileError(path, (error as Error).message, { cause: error });
  }
}

/** Finds the most frequent value; of several, the first. */
function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

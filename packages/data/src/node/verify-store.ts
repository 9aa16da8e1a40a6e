import { createHash } from 'node:crypto';
import { maskLabels } from '../labels.ts';
import type { Clip } from '../manifest.ts';
import { readHeader } from './_npy-file.ts';
import { withFileInside } from './_open-inside.ts';
import type { Store } from './open-store.ts';
import { expectedFile, readLabels, readRaters } from './read-clip.ts';
import { StoreError } from './store-error.ts';

/** A problem with a file of a clip. */
export interface StoreProblem {
  readonly clip: Clip;
  /** One line that begins with the file. */
  readonly message: string;
}

/**
 * Reads every file of every clip and reports problems: a file is missing, damaged or changed (its SHA-256 differs
 * from the manifest's), labels or raters' traces are outside [-1, 1], or no label of such a file is known. It
 * continues after a problem.
 *
 * @returns the problems as they are found; none if the store is intact.
 * @example
 * ```ts
 * import { mkdtemp, rm, truncate } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, openStore, verifyStore } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', frames: Uint8Array.of(0, 255), quality: 1 });
 * await writer.close();
 * await truncate(join(path, 'a.frames.npy'), 100);
 * for await (const { clip } of verifyStore(await openStore(path))) console.log(clip.id); // a
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export async function* verifyStore(store: Store): AsyncGenerator<StoreProblem, void, undefined> {
  for (const clip of store.clips) {
    for (const kind of Object.keys(clip.files) as (keyof Clip['files'])[]) {
      try {
        await verifyFile(store, clip, kind);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        yield { clip, message: error.message };
      }
    }
  }
}

async function verifyFile(store: Store, clip: Clip, kind: keyof Clip['files']): Promise<void> {
  const { path, sha256 } = clip.files[kind]!;
  await withFileInside(store.root, path, async (file) => {
    await readHeader(file, expectedFile(store, clip, kind));
    const hash = createHash('sha256');
    for await (const chunk of file.handle.createReadStream({ start: 0, autoClose: false })) {
      hash.update(chunk);
    }
    if (hash.digest('hex') !== sha256) {
      throw new StoreError(
        file.name,
        'was changed: its SHA-256 differs from the one in manifest.jsonl.',
      );
    }
    if (!(await hasKnown(store, clip, kind))) {
      throw new StoreError(file.name, 'has no known label.');
    }
  });
}

/** Tells whether a file of labels has a frame with both, and one of traces any value. */
async function hasKnown(store: Store, clip: Clip, kind: keyof Clip['files']): Promise<boolean> {
  if (kind === 'labels') {
    const { mask } = maskLabels((await readLabels(store, clip)) as Float32Array);
    return mask.includes(1);
  }
  if (kind !== 'raters') return true;
  const raters = await readRaters(store, clip);
  return raters?.values.some((value) => !Number.isNaN(value)) ?? false;
}

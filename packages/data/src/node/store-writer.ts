import { mkdir, readdir, rm, truncate } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { appendLine, partSuffix, syncFolder, writeFileAtomic } from '@ssvaerr/host/node';
import { mustBe } from '../_checks.ts';
import { show } from '../_show.ts';
import {
  asDatasetInfo,
  type Dataset,
  type DatasetInfo,
  formatDataset,
  parseDataset,
} from '../dataset.ts';
import { type Clip, formatClip, parseManifest } from '../manifest.ts';
import { mergePixelSums, type PixelSums, pixelStatistics } from '../pixel-statistics.ts';
import { type NewClip, newClip } from './_new-clip.ts';
import { readIndex } from './open-store.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** Options of {@link createStore}. */
export interface CreateStoreOptions {
  /** Continue with a store that exists and keep its clips. Default false: the folder must not exist. */
  readonly resume?: boolean;
}

/** Writes one clip after the other. */
export interface StoreWriter {
  /** Tells whether a clip of this id is stored, without regard to case. */
  has(id: string): boolean;
  /**
   * Stores a clip: its files, each written atomically, then its line in the manifest. Calls queue up.
   *
   * @throws RangeError or TypeError if the clip does not fit the store; StoreError if it cannot be written,
   *   for instance because the disk is full. Then nothing of it is left, and the writer can continue.
   */
  addClip(clip: NewClip): Promise<void>;
  /**
   * Writes the pixel statistics of the training clips into `dataset.json` and ends the writing.
   *
   * @throws StoreError if it cannot be written.
   */
  close(): Promise<void>;
}

/** Endings of files that an interrupted program leaves behind; older versions wrote `.tmp`. */
const leftOvers = [partSuffix, '.tmp'];

/**
 * Creates a clip store. If the process dies, at whatever moment, the store opens with the clips added so far
 * and can be resumed.
 *
 * @param path A folder that does not exist; missing folders above it are created.
 * @param info With `resume` the same as before, except that `synthetic` and `splits`, if null, may become known.
 * @throws RangeError if a field of `info` is wrong; StoreError if the folder exists (with `resume`: if it is
 *   not this store), or cannot be written.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, openStore } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', frames: Uint8Array.of(0, 255), quality: 1 });
 * await writer.close();
 * console.log((await openStore(path)).info.pixel); // { mean: 0.5, std: 0.5 }
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export async function createStore(
  path: string,
  info: DatasetInfo,
  { resume = false }: CreateStoreOptions = {},
): Promise<StoreWriter> {
  const checked = asDatasetInfo('createStore', info);
  const root = resolve(path);
  try {
    await mkdir(dirname(root), { recursive: true });
  } catch (error) {
    throw asStoreError(dirname(root), error);
  }
  try {
    await mkdir(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asStoreError(root, error);
    if (!resume) {
      throw new StoreError(root, 'already exists. Resume it, or choose another folder.');
    }
  }
  const writer = new Writer(root, checked);
  await writer.open();
  return writer;
}

class Writer implements StoreWriter {
  readonly #root: string;
  readonly #info: Omit<Dataset, 'pixel'>;
  readonly #manifest: string;
  readonly #ids = new Set<string>();
  readonly #trainingSums: PixelSums[] = [];
  /** The previous call, so that calls queue up. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(root: string, info: Omit<Dataset, 'pixel'>) {
    this.#root = root;
    this.#info = info;
    this.#manifest = join(root, 'manifest.jsonl');
  }

  /** Keeps the clips of the manifest and removes what else a crash left. */
  async open(): Promise<void> {
    try {
      const names = await readdir(this.#root);
      const isStore = names.includes('dataset.json');
      if (!isStore && names.some((name) => !name.startsWith('dataset.json'))) {
        throw new StoreError(
          this.#root,
          'is not a clip store (dataset.json is missing). Choose another folder.',
        );
      }
      if (isStore) await this.#assertSameInfo();
      if (names.includes('manifest.jsonl')) await this.#keepManifest();
      for (const name of names.filter((name) => leftOvers.some((end) => name.endsWith(end)))) {
        await rm(join(this.#root, name));
      }
      await this.#writeInfo(null);
      if (!names.includes('manifest.jsonl')) await writeFileAtomic(this.#manifest, '');
      await syncFolder(this.#root);
    } catch (error) {
      throw asStoreError(this.#root, error);
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id.toLowerCase());
  }

  addClip(clip: NewClip): Promise<void> {
    return this.#queue(() => this.#addClip(clip));
  }

  close(): Promise<void> {
    return this.#queue(async () => {
      if (this.#closed) return;
      const sums = mergePixelSums(this.#trainingSums);
      try {
        await this.#writeInfo(sums.count > 0 ? pixelStatistics(sums) : null);
        await syncFolder(this.#root);
      } catch (error) {
        throw asStoreError(this.#root, error);
      }
      this.#closed = true;
    });
  }

  async #addClip(added: NewClip): Promise<void> {
    if (this.#closed) throw new Error('addClip: the writer is closed.');
    const { clip, files } = newClip('addClip', this.#info, added);
    const line = formatClip(clip); // checks the rest
    if (this.has(clip.id)) throw mustBe('addClip', 'id', 'be new', clip.id);
    try {
      for (const { path, parts } of files) {
        await writeFileAtomic(join(this.#root, path), parts);
      }
      await syncFolder(this.#root);
      await appendLine(this.#manifest, line);
    } catch (error) {
      for (const { path } of files) await rm(join(this.#root, path), { force: true });
      throw asStoreError(this.#root, error);
    }
    this.#keep(clip);
  }

  /** Runs calls one after the other; a failed call does not hinder the next. */
  #queue<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(call);
    this.#last = result.catch(() => {});
    return result;
  }

  #keep({ id, split, pixels }: Clip): void {
    this.#ids.add(id.toLowerCase());
    if (split === 'train') this.#trainingSums.push(pixels);
  }

  async #keepManifest(): Promise<void> {
    const read = (text: string) => ({ text, ...parseManifest(text) });
    const { text, clips, length } = await readIndex(this.#manifest, read);
    for (const clip of clips) this.#keep(clip);
    await truncate(this.#manifest, Buffer.byteLength(text.slice(0, length)));
    if (length > 0 && text[length - 1] !== '\n') await appendLine(this.#manifest, '');
  }

  async #assertSameInfo(): Promise<void> {
    const file = join(this.#root, 'dataset.json');
    const { pixel: _, ...found } = await readIndex(file, parseDataset);
    for (const key of Object.keys({ ...found, ...this.#info }) as (keyof DatasetInfo)[]) {
      const [was, is] = [found[key], this.#info[key]];
      // Nobody knew, as in versions 1 and 2.
      if ((key === 'synthetic' || key === 'splits') && was === null) continue;
      if (JSON.stringify(was) !== JSON.stringify(is)) {
        const what = `has '${key}' ${show(was)} and cannot be resumed with ${show(is)}.`;
        throw new StoreError(file, what);
      }
    }
  }

  #writeInfo(pixel: Dataset['pixel']): Promise<void> {
    const text = formatDataset({ ...this.#info, pixel });
    return writeFileAtomic(join(this.#root, 'dataset.json'), text);
  }
}

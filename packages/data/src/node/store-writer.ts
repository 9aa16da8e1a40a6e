import { mkdir, open, readdir, rm, truncate } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { mustBe } from '../_checks.ts';
import { show } from '../_show.ts';
import {
  asDatasetInfo,
  type Clip,
  type Dataset,
  type DatasetInfo,
  formatClip,
  formatDataset,
  parseDataset,
  parseManifest,
} from '../manifest.ts';
import { mergePixelSums, type PixelSums, pixelStatistics } from '../pixel-statistics.ts';
import { type NewClip, newClip } from './_new-clip.ts';
import { syncFolder, temporarySuffix, writeFileWhole } from './_write-file.ts';
import { readIndex } from './open-store.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** How a store is created. */
export interface CreateStoreOptions {
  /** Go on with a store that is there, whose clips are kept. Default: it must not be there. */
  readonly resume?: boolean;
}

/** Writes one clip after the other. */
export interface StoreWriter {
  /** Whether the clip is stored. */
  has(id: string): boolean;
  /**
   * Stores a clip: its files, each whole or not at all, then its line in the manifest. Calls queue up.
   *
   * @throws RangeError or TypeError if the clip is not what it must be; StoreError if it cannot be
   *   written, for instance because the disk is full. Then nothing of it is left, and the writer can go on.
   */
  addClip(clip: NewClip): Promise<void>;
  /** Writes the pixel statistics of the training clips into `dataset.json`, and ends the writing. */
  close(): Promise<void>;
}

/**
 * Creates a clip store. Whatever moment the process dies at, the store can be opened with the clips
 * added so far, and resumed.
 *
 * @param path a folder that is not there; folders above it are made.
 * @param info the same as before where a store is resumed.
 * @throws RangeError if `info` is not what it must be; StoreError if the folder is there (with `resume`:
 *   if it holds something else), or cannot be written.
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
      throw new StoreError(root, 'is there already. Resume it, or choose another folder.');
    }
  }
  const writer = new Writer(root, checked);
  await writer.open();
  return writer;
}

class Writer implements StoreWriter {
  readonly #root: string;
  readonly #info: DatasetInfo;
  readonly #manifest: string;
  readonly #ids = new Set<string>();
  readonly #trainingSums: PixelSums[] = [];
  #manifestBytes = 0;
  /** The call before, so that calls queue up. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(root: string, info: DatasetInfo) {
    this.#root = root;
    this.#info = info;
    this.#manifest = join(root, 'manifest.jsonl');
  }

  /** Takes over what is there: the clips of the manifest are kept, what else a crash left is removed. */
  async open(): Promise<void> {
    try {
      const names = await readdir(this.#root);
      const isStore = names.includes('dataset.json');
      if (!isStore && names.some((name) => !name.startsWith('dataset.json'))) {
        throw new StoreError(this.#root, 'holds something else. Choose another folder.');
      }
      if (isStore) await this.#assertSameInfo();
      if (names.includes('manifest.jsonl')) await this.#keepManifest();
      for (const name of names.filter((name) => name.endsWith(temporarySuffix))) {
        await rm(join(this.#root, name));
      }
      await this.#writeInfo(null);
      if (!names.includes('manifest.jsonl')) await writeFileWhole(this.#manifest, []);
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
      await this.#writeInfo(sums.count > 0 ? pixelStatistics(sums) : null);
      await syncFolder(this.#root);
      this.#closed = true;
    });
  }

  async #addClip(added: NewClip): Promise<void> {
    if (this.#closed) throw new Error('addClip: the store was closed before.');
    const { clip, files } = newClip('addClip', this.#info, added);
    const line = formatClip(clip); // checks the rest
    if (this.has(clip.id)) throw mustBe('addClip', 'id', 'be new', clip.id);
    try {
      for (const { path, parts } of files) {
        await writeFileWhole(join(this.#root, path), parts);
      }
      await syncFolder(this.#root);
      await this.#append(`${line}\n`);
    } catch (error) {
      for (const { path } of files) await rm(join(this.#root, path), { force: true });
      throw error;
    }
    this.#keep(clip);
  }

  /** One after the other; a failed call does not hinder the next. */
  #queue<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(call);
    this.#last = result.catch(() => {});
    return result;
  }

  #keep({ id, split, pixels }: Clip): void {
    this.#ids.add(id.toLowerCase());
    if (split === 'train') this.#trainingSums.push(pixels);
  }

  async #append(line: string): Promise<void> {
    const handle = await open(this.#manifest, 'a');
    try {
      await handle.writeFile(line);
      await handle.sync();
      this.#manifestBytes += Buffer.byteLength(line);
    } catch (error) {
      await handle.truncate(this.#manifestBytes);
      throw asStoreError(this.#manifest, error);
    } finally {
      await handle.close();
    }
  }

  async #keepManifest(): Promise<void> {
    const read = (text: string) => ({ text, ...parseManifest(text) });
    const { text, clips, length } = await readIndex(this.#manifest, read);
    for (const clip of clips) this.#keep(clip);
    this.#manifestBytes = Buffer.byteLength(text.slice(0, length));
    await truncate(this.#manifest, this.#manifestBytes);
    if (length > 0 && text[length - 1] !== '\n') await this.#append('\n');
  }

  async #assertSameInfo(): Promise<void> {
    const file = join(this.#root, 'dataset.json');
    const { pixel: _, ...found } = await readIndex(file, parseDataset);
    for (const key of Object.keys({ ...found, ...this.#info }) as (keyof DatasetInfo)[]) {
      const [was, is] = [found[key], this.#info[key]];
      if (JSON.stringify(was) !== JSON.stringify(is)) {
        const what = `has '${key}' ${show(was)}, and cannot be resumed with ${show(is)}.`;
        throw new StoreError(file, what);
      }
    }
  }

  #writeInfo(pixel: Dataset['pixel']): Promise<void> {
    const text = formatDataset({ ...this.#info, pixel });
    return writeFileWhole(join(this.#root, 'dataset.json'), [Buffer.from(text)]);
  }
}

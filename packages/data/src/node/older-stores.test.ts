import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createStore,
  loadEpoch,
  openStore,
  readAudio,
  readFrames,
  readLabels,
  verifyStore,
} from './index.ts';

/** A store that the program wrote before version 2. */
const first = fileURLToPath(new URL('../../../../fixtures/version1/store', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssvaerr-older-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a store of version 1', () => {
  it('is intact and read as before', async () => {
    const store = await openStore(first);
    for await (const { message } of verifyStore(store)) expect.unreachable(message);
    const plan = { store, split: 'train', seed: 7, epoch: 0, segmentFrames: 6 } as const;
    for await (const { clips, mask } of loadEpoch({ ...plan, batchSize: 3 })) {
      expect(clips.shape).toEqual([3, 6, 40, 40, 1]);
      expect(mask.values).toEqual(new Float32Array(18).fill(1));
    }
  });

  it('written again has the same manifest and the same files, byte for byte', async () => {
    const store = await openStore(first);
    const { pixel: _, ...info } = store.info;
    const path = join(folder, 'again');
    const writer = await createStore(path, info);
    for (const clip of store.clips) {
      const { id, subject, split, quality } = clip;
      const frames = await readFrames(store, clip);
      const labels = (await readLabels(store, clip)) as Float32Array;
      const audio = (await readAudio(store, clip)) as Float32Array;
      await writer.addClip({ id, subject, split, quality, frames, labels, audio });
    }
    await writer.close();
    const bytes = (root: string, name: string) => readFileSync(join(root, name));
    const names = store.clips.flatMap(({ files }) => Object.values(files).map(({ path }) => path));
    for (const name of ['manifest.jsonl', ...names]) {
      expect(bytes(path, name).equals(bytes(first, name)), name).toBe(true);
    }
  });

  it('is resumed: its manifest stays, and dataset.json has the newest version', async () => {
    const path = join(folder, 'copy');
    cpSync(first, path, { recursive: true });
    const { pixel, ...info } = (await openStore(path)).info;
    await (await createStore(path, { ...info, synthetic: true }, { resume: true })).close();
    const manifest = (root: string) => readFileSync(join(root, 'manifest.jsonl'), 'utf8');
    expect(manifest(path)).toBe(manifest(first));
    expect((await openStore(path)).info).toEqual({ ...info, synthetic: true, pixel });
    const written = JSON.parse(readFileSync(join(path, 'dataset.json'), 'utf8'));
    expect(written).toMatchObject({ version: 3, channels: 1, splits: null });
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pixelStatistics, pixelSums, readNpy, writeNpy } from '../index.ts';
import {
  createStore,
  loadEpoch,
  openStore,
  readFrames,
  type Store,
  verifyStore,
  wholeVideos,
} from './index.ts';

const origin = { source: 'a test', licence: 'CC0', synthetic: true };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssvaerr-channels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels?: 1 | 3;
}

async function storeOf(size: Size, frames: Uint8Array): Promise<Store> {
  const path = join(mkdtempSync(join(folder, 'any-')), 'store');
  const writer = await createStore(path, { ...origin, fps: 25, audio: null, ...size });
  await writer.addClip({ id: 'a', subject: 's', split: 'train', frames, quality: 1 });
  await writer.close();
  return openStore(path);
}

async function problems(store: Store): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of verifyStore(store)) messages.push(message);
  return messages.map((message) => message.replaceAll(store.root, ''));
}

async function clipsIn(store: Store) {
  const found: { readonly shape: readonly number[]; readonly values: Float32Array }[] = [];
  const plan = { store, split: 'train', seed: 3, epoch: 0, segmentFrames: 2 } as const;
  for await (const { clips } of loadEpoch({ ...plan, batchSize: 2 })) found.push(clips);
  for await (const { pieces } of wholeVideos({ store, split: 'train', pieceFrames: 2 })) {
    for await (const { shape, values } of pieces()) found.push({ shape, values });
  }
  return found;
}

describe('a store of 3 channels', () => {
  it('of an example: one frame of 1 x 2 pixels, red then white', async () => {
    const frames = Uint8Array.of(255, 0, 0, 255, 255, 255);
    const store = await storeOf({ height: 1, width: 2, channels: 3 }, frames);
    const [a] = store.clips;
    expect(readNpy(readFileSync(join(store.root, 'a.frames.npy')))).toEqual({
      shape: [1, 1, 2, 3],
      values: frames,
    });
    expect(store.info).toMatchObject({ channels: 3, pixel: { mean: 4 / 6 } });
    expect(a).toMatchObject({ frames: 1, pixels: { count: 6, sum: 4 * 255 } });
    expect(await readFrames(store, a!)).toEqual(frames);
    const padded = [1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    expect(await clipsIn(store)).toEqual([
      { shape: [2, 2, 1, 2, 3], values: new Float32Array([...padded, ...padded]) },
      { shape: [1, 2, 1, 2, 3], values: new Float32Array(padded) },
      { shape: [1, 1, 1, 2, 3], values: new Float32Array([1, 0, 0, 1, 1, 1]) },
    ]);
    expect(await problems(store)).toEqual([]);
  });

  it('gives what a gray store of frames three times as wide gives, in another shape', async () => {
    const dims = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        dims,
        dims,
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(255)),
        async (height, width, count, bytes) => {
          const length = count * height * width * 3;
          const frames = Uint8Array.from({ length }, () => bytes.next().value as number);
          const color = await storeOf({ height, width, channels: 3 }, frames);
          const gray = await storeOf({ height, width: 3 * width }, frames);
          expect(color.clips[0]!.pixels).toEqual(gray.clips[0]!.pixels);
          expect(color.info.pixel).toEqual(pixelStatistics(pixelSums(frames)));
          const span = { start: count - 1, count: 1 };
          const last = await readFrames(color, color.clips[0]!, span);
          expect(last).toEqual(frames.subarray(-3 * height * width));
          const [ours, theirs] = [await clipsIn(color), await clipsIn(gray)];
          expect(ours.map(({ values }) => values)).toEqual(theirs.map(({ values }) => values));
          expect(ours.map(({ shape }) => shape)).toEqual(
            theirs.map(({ shape: [batch, time] }) => [batch, time, height, width, 3]),
          );
          expect(theirs.every(({ shape }) => shape.at(-1) === 1)).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('refuses frames of another number of channels, in arrays and in files', async () => {
    const store = await storeOf({ height: 1, width: 2, channels: 3 }, new Uint8Array(12));
    const { pixel: _, ...info } = store.info;
    const writer = await createStore(store.root, info, { resume: true });
    const gray = { id: 'b', subject: 's', split: 'train', quality: 1 } as const;
    await expect(writer.addClip({ ...gray, frames: new Uint8Array(4) })).rejects.toThrow(
      new RangeError("addClip: 'frames' must hold a positive multiple of 6 values, got 4."),
    );
    await writer.close();
    writeFileSync(join(store.root, 'a.frames.npy'), writeNpy([2, 1, 2], new Uint8Array(4)));
    expect(await problems(store)).toEqual([
      '/a.frames.npy: must hold uint8 [2, 1, 2, 3], got uint8 [2, 1, 2].',
    ]);
  });
});

import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { epochPlan } from '../index.ts';
import {
  clipsOf,
  createStore,
  type LoadEpochOptions,
  type LoadedBatch,
  loadEpoch,
  openStore,
  type Store,
  StoreError,
  wholeVideos,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'ssvaerr-data-'));
/** The worker is JavaScript, as it is published. */
const worker = pathToFileURL(join(folder, 'batch-worker.js'));
const frameSize = 6;
let store: Store;

/** Pixel `p` of frame `t` of clip `n`; its labels and audio rows also tell where they come from. */
const pixel = (n: number, t: number, p: number) => (40 * n + 2 * t + p) % 256;
const label = (n: number, t: number) => (t % 5 === 4 ? Number.NaN : (8 * n + t) / 64);
const lengths = [12, 5, 9, 7, 1];

beforeAll(async () => {
  const writer = await createStore(join(folder, 'store'), {
    fps: 25,
    height: 2,
    width: 3,
    audio: { kind: 'test', rate: 50, features: 1 },
    source: 'a test',
    licence: 'CC0',
    synthetic: true,
  });
  for (const [n, frames] of lengths.entries()) {
    const values = <T>(count: number, value: (t: number, p: number) => T) =>
      Array.from({ length: frames * count }, (_, i) => value(Math.floor(i / count), i % count));
    await writer.addClip({
      id: `c${n}`,
      subject: `s${n}`,
      split: n === 3 ? 'test' : 'train',
      frames: new Uint8Array(values(frameSize, (t, p) => pixel(n, t, p))),
      quality: 1,
      ...(n !== 2 && { labels: new Float32Array(values(2, (t, d) => label(n, t) - d / 2)) }),
      audio: new Float32Array(values(2, (t, k) => 100 * n + 2 * t + k)),
    });
  }
  await writer.close();
  store = await openStore(join(folder, 'store'));
  await build({
    entry: [fileURLToPath(new URL('./batch-worker.ts', import.meta.url))],
    config: false,
    silent: true,
    outDir: folder,
    format: 'esm',
    noExternal: [/./],
    esbuildOptions: (options) => {
      options.conditions = ['@ssvaerr/source'];
    },
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const defaults = () =>
  ({ store, split: 'train', seed: 7, epoch: 0, segmentFrames: 6, batchSize: 5 }) as const;

async function all(options: Partial<LoadEpochOptions> = {}): Promise<LoadedBatch[]> {
  const batches: LoadedBatch[] = [];
  for await (const batch of loadEpoch({ ...defaults(), ...options })) batches.push(batch);
  return batches;
}

const openFiles = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);

describe('loadEpoch', () => {
  it('reads the plan: each segment at its place, padded and masked', async () => {
    const batches = await all({ audio: true });
    const plan = epochPlan({ ...defaults(), clips: clipsOf(store, 'train') });
    expect(batches.map(({ segments }) => segments)).toEqual(plan);
    expect(batches.map(({ segments }) => segments.length)).toEqual([5, 5, 2]);
    for (const { segments, clips, labels, mask, lengths: kept, audio } of batches) {
      expect(clips.shape).toEqual([segments.length, 6, 2, 3, 1]);
      expect([labels.shape, mask.shape]).toEqual([
        [segments.length, 6, 2],
        [segments.length, 6],
      ]);
      expect(audio?.shape).toEqual([segments.length, 12, 1]);
      segments.forEach(({ clip, start, frames }, i) => {
        const n = Number(clip.id.slice(1));
        const each = <T>(count: number, value: (t: number, p: number) => T, pad: T) =>
          Array.from({ length: 6 * count }, (_, j) => {
            const t = Math.floor(j / count);
            return t < frames ? value(start + t, j % count) : pad;
          });
        const row = (values: Float32Array, size: number) => [
          ...values.subarray(i * 6 * size, (i + 1) * 6 * size),
        ];
        const known = (t: number) => n !== 2 && !Number.isNaN(label(n, t));
        expect(row(clips.values, frameSize)).toEqual(
          each(frameSize, (t, p) => Math.fround(pixel(n, t, p) / 255), 0),
        );
        expect(row(labels.values, 2)).toEqual(
          each(2, (t, d) => (known(t) ? label(n, t) - d / 2 : 0), 0),
        );
        expect(row(mask.values, 1)).toEqual(each(1, (t) => Number(known(t)), 0));
        expect(row(audio!.values, 2)).toEqual(each(2, (t, k) => 100 * n + 2 * t + k, 0));
        expect([kept[i], audio?.lengths[i], audio?.starts[i]]).toEqual([
          frames,
          2 * frames,
          2 * start,
        ]);
      });
    }
  });

  it('has no audio unless asked for it', async () => {
    expect((await all())[0]).not.toHaveProperty('audio');
  });

  it('has one shape, however short the clips are', async () => {
    const [first] = await all({ segmentFrames: 20, audio: true });
    expect(first?.clips.shape).toEqual([5, 20, 2, 3, 1]);
    expect(first?.audio?.shape).toEqual([5, 40, 1]);
  });

  it('has as many audio rows as the slowest clip of a batch needs', async () => {
    const clips = store.clips.map((clip, n) => ({ ...clip, fps: n === 0 ? 10 : 25 }));
    const [batch] = await all({ store: { ...store, clips }, batchSize: 99, audio: true });
    expect(batch?.audio?.shape).toEqual([12, 30, 1]);
    const slow = batch?.segments.findIndex(({ clip }) => clip.id === 'c0') as number;
    const { start } = batch?.segments[slow] ?? { start: -1 };
    expect(batch?.audio?.starts[slow]).toBe(5 * start);
    expect(batch?.audio?.lengths[slow]).toBe(Math.min(30, 24 - 5 * start)); // 24 rows in all
  });

  it('gives the same batches with and without the worker, however far ahead it reads', async () => {
    const options = fc.record({
      seed: fc.maxSafeInteger(),
      epoch: fc.nat(9),
      segmentFrames: fc.integer({ min: 1, max: 14 }),
      segmentsPerClip: fc.integer({ min: 1, max: 3 }),
      batchSize: fc.integer({ min: 1, max: 6 }),
      prefetch: fc.nat(4),
      audio: fc.boolean(),
      labelDelay: fc.nat(8).map((frames) => frames / 25),
    });
    await fc.assert(
      fc.asyncProperty(options, async (o) => {
        const here = await all({ ...o, worker: false, prefetch: 0 });
        expect(await all({ ...o, worker })).toEqual(here);
        expect(await all({ ...o, worker: false })).toEqual(here);
      }),
      { numRuns: 12 },
    );
  });

  it('reads frames of 3 channels, with and without the worker', async () => {
    const { pixel: _, ...info } = store.info;
    const size = { height: 1, width: 2, channels: 3 } as const;
    const writer = await createStore(join(folder, 'color'), { ...info, ...size });
    const frames = Uint8Array.from({ length: 30 }, (_, i) => 8 * i);
    const audio = new Float32Array(10);
    await writer.addClip({ id: 'a', subject: 'a', split: 'train', frames, audio, quality: 1 });
    await writer.close();
    const color = await openStore(join(folder, 'color'));
    const options = { store: color, segmentsPerClip: 1, audio: true };
    const [here] = await all({ ...options, worker: false });
    expect(here?.clips.shape).toEqual([1, 6, 1, 2, 3]);
    expect(here?.clips.values.subarray(0, 30)).toEqual(Float32Array.from(frames, (x) => x / 255));
    expect(await all({ ...options, worker })).toEqual([here]);
  });

  it('leaves out the batches that a resumed training has seen', async () => {
    const whole = await all({ batchSize: 2 });
    for (let firstBatch = 0; firstBatch <= whole.length; firstBatch++) {
      expect(await all({ batchSize: 2, firstBatch })).toEqual(whole.slice(firstBatch));
    }
  });

  it('reads ahead while this thread is blocked, and no further than told', async () => {
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    try {
      const batches = loadEpoch({ ...defaults(), batchSize: 1, prefetch: 2, worker });
      await batches.next();
      expect(posted).toHaveBeenCalledTimes(3);
      await batches.next();
      expect(posted).toHaveBeenCalledTimes(4);
      await batches.return();
    } finally {
      posted.mockRestore();
    }
  });

  it('ends its thread and closes its files at the end, on break and on throw', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate');
    try {
      const before = openFiles();
      for (const [i, file] of [worker, false as const, worker, false as const].entries()) {
        const run = async () => {
          for await (const batch of loadEpoch({ ...defaults(), batchSize: 2, worker: file })) {
            if (i < 2 && batch) break;
            throw new Error('a step');
          }
        };
        if (i < 2) await run();
        else await expect(run()).rejects.toThrow('a step');
        expect(openFiles()).toBe(before);
      }
      await all({ worker });
      expect(ended).toHaveBeenCalledTimes(3);
      for (const { value } of ended.mock.results) expect(await value).toBeTypeOf('number');
      expect(openFiles()).toBe(before);
    } finally {
      ended.mockRestore();
    }
  });

  it('waits for what it reads ahead before it ends', async () => {
    const handle = await open(folder, 'r');
    await handle.close();
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    const read = prototype.read as (...args: unknown[]) => Promise<never>;
    const before = openFiles();
    // A disk on which every read takes longer than the one before.
    let calls = 0;
    const slow = vi.spyOn(prototype, 'read').mockImplementation(async function (
      this: FileHandle,
      ...args: unknown[]
    ) {
      await new Promise((resolve) => setTimeout(resolve, 2 * calls++));
      return read.apply(this, args);
    });
    try {
      const batches = loadEpoch({ ...defaults(), batchSize: 2, worker: false });
      await batches.next();
      await batches.return();
      expect(openFiles()).toBe(before);
      // One segment cannot be read, and the other takes longer.
      const broken = { ...store, clips: [store.clips[0]!, { ...store.clips[1]!, frames: 6 }] };
      await expect(all({ store: broken, prefetch: 0, worker: false })).rejects.toThrow('must hold');
      expect(openFiles()).toBe(before);
    } finally {
      slow.mockRestore();
    }
  });

  it('never read, starts nothing', async () => {
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    loadEpoch({ ...defaults(), worker });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(posted).not.toHaveBeenCalled();
    posted.mockRestore();
  });

  it.each([true, false])(
    'tells what cannot be read when its turn comes (worker: %s)',
    async (is) => {
      const { pixel: _, ...info } = store.info;
      const writer = await createStore(join(folder, `broken-${is}`), info);
      for (const id of ['a', 'b']) {
        const frames = new Uint8Array(60);
        await writer.addClip({ id, subject: id, split: 'train', frames, quality: 1 });
      }
      await writer.close();
      const broken = await openStore(join(folder, `broken-${is}`));
      truncateSync(join(broken.root, 'b.frames.npy'), 130);
      const options = { ...defaults(), store: broken, batchSize: 1, segmentsPerClip: 1 };
      let read = 0;
      const run = async (epoch: number) => {
        read = 0;
        for await (const batch of loadEpoch({ ...options, epoch, worker: is && worker })) {
          read += batch.segments.length;
        }
      };
      const order = (epoch: number) =>
        epochPlan({ ...options, epoch, clips: broken.clips })[0]?.[0]?.clip.id;
      const epoch = [0, 1, 2, 3, 4, 5, 6, 7].find((each) => order(each) === 'a') as number;
      const error = await run(epoch).catch((reason) => reason);
      expect(error).toBeInstanceOf(StoreError);
      expect(error.file).toBe(join(broken.root, 'b.frames.npy'));
      expect(error.what).toMatch(/188 bytes, got 130: .*truncated/);
      expect(read).toBe(1);
    },
  );

  it('tells that its worker does not start, or dies', async () => {
    const absent = pathToFileURL(join(folder, 'absent.js'));
    const error = await all({ worker: absent }).catch((reason) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toMatch(
      /absent\.js: the worker that reads the batches failed: Cannot find/,
    );
    const dies = join(folder, 'dies.js');
    writeFileSync(
      dies,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));",
    );
    await expect(all({ worker: pathToFileURL(dies) })).rejects.toThrow(
      'loadEpoch: the worker has ended.',
    );
  });

  it('refuses bad input by name, at once', async () => {
    const call = (change: object) => () => loadEpoch({ ...defaults(), ...change });
    expect(call({ seed: undefined })).toThrow(
      "loadEpoch: 'seed' must be a safe integer, got undefined.",
    );
    expect(call({ epoch: -1 })).toThrow("loadEpoch: 'epoch' must be an integer >= 0, got -1.");
    expect(call({ firstBatch: -1 })).toThrow(
      "loadEpoch: 'firstBatch' must be an integer >= 0, got -1.",
    );
    expect(call({ prefetch: -1 })).toThrow(
      "loadEpoch: 'prefetch' must be an integer >= 0, got -1.",
    );
    for (const name of ['segmentFrames', 'segmentsPerClip', 'batchSize']) {
      expect(call({ [name]: 0 })).toThrow(`loadEpoch: '${name}' must be an integer >= 1, got 0.`);
    }
    expect(call({ split: 'validation' })).toThrow(
      "loadEpoch: 'split' must have clips (there are 4 train, 0 validation, 1 test), got 'validation'.",
    );
    const silent = { ...store, info: { ...store.info, audio: null } };
    expect(call({ store: silent, audio: true })).toThrow(
      "loadEpoch: 'audio' must be false for this store, got true.",
    );
    const { audio: _, ...files } = store.clips[1]!.files;
    const clips = store.clips.map((clip, n) => (n === 1 ? { ...clip, files } : clip));
    await expect(all({ store: { ...store, clips }, audio: true })).rejects.toThrow(
      `${store.root}: has no audio for clip 'c1'.`,
    );
  });
});

describe('wholeVideos', () => {
  it('gives each clip in its original length, in order', async () => {
    const seen: unknown[] = [];
    for await (const { clip, labels, mask, pieces } of wholeVideos({ store, split: 'train' })) {
      const { frames } = clip;
      const n = Number(clip.id.slice(1));
      const times = Array.from({ length: frames }, (_, t) => t);
      const known = times.map((t) => n !== 2 && !Number.isNaN(label(n, t)));
      expect([labels.shape, mask.shape]).toEqual([
        [1, frames, 2],
        [1, frames],
      ]);
      expect([...mask.values]).toEqual(known.map(Number));
      expect([...labels.values]).toEqual(
        times.flatMap((t) => (known[t] ? [label(n, t), label(n, t) - 0.5] : [0, 0])),
      );
      for await (const { shape, values, ...piece } of pieces()) {
        expect(piece).toEqual({ start: 0, frames, before: 0, after: 0 });
        expect(shape).toEqual([1, frames, 2, 3, 1]);
        expect(values[frames * frameSize - 1]).toBe(Math.fround(pixel(n, frames - 1, 5) / 255));
      }
      seen.push(clip.id);
    }
    expect(seen).toEqual(['c0', 'c1', 'c2', 'c4']);
  });

  it('in pieces with context: without it, the whole', async () => {
    const options = { store, split: 'test', pieceFrames: 3, context: 2 } as const;
    for await (const { pieces } of wholeVideos(options)) {
      const frames: number[] = [];
      for await (const { shape, values, before, after, ...piece } of pieces()) {
        expect(shape).toEqual([1, piece.frames, 2, 3, 1]);
        frames.push(...values.subarray(before * frameSize, values.length - after * frameSize));
      }
      const whole = Array.from({ length: 7 * frameSize }, (_, i) =>
        Math.fround(pixel(3, Math.floor(i / frameSize), i % frameSize) / 255),
      );
      expect(frames).toEqual(whole);
    }
  });

  it('refuses bad input by name, at once', () => {
    expect(() => wholeVideos({ store, split: 'test', pieceFrames: 0 })).toThrow(
      "wholeVideos: 'pieceFrames' must be an integer >= 1, got 0.",
    );
    expect(() => wholeVideos({ store, split: 'test', context: -1 })).toThrow(
      "wholeVideos: 'context' must be an integer >= 0, got -1.",
    );
    expect(() => wholeVideos({ store, split: 'validation' })).toThrow(
      "wholeVideos: 'split' must have clips (there are 4 train, 0 validation, 1 test), got",
    );
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../index.ts';
import {
  createStore,
  type NewClip,
  openStore,
  readLabels,
  readRaters,
  StoreError,
  verifyStore,
} from './index.ts';

const { NaN: nan } = Number;
const info = { fps: 25, height: 1, width: 1, audio: null, source: 'a test', licence: 'CC0' };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssvaerr-raters-'));
  path = join(folder, 'store');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clip = (frames: number, more: Partial<NewClip> = {}): NewClip => ({
  id: 'a',
  subject: 'P1',
  split: 'train',
  frames: new Uint8Array(frames),
  quality: 1,
  ...more,
});

async function write(...clips: readonly NewClip[]) {
  const writer = await createStore(path, { ...info, synthetic: true });
  for (const each of clips) await writer.addClip(each);
  await writer.close();
  return openStore(path);
}

async function problems(): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of verifyStore(await openStore(path))) {
    messages.push(message.replaceAll(path, ''));
  }
  return messages;
}

const one = { name: 'FM1', labels: new Float32Array([0.5, -0.5, nan, 1]) };
const two = { name: 'FM2', labels: new Float32Array([0.25, -1, 0, nan]) };

describe("raters' traces", () => {
  it('of an example: two raters and two frames, beside the label that was fused from them', async () => {
    const labels = new Float32Array([0.375, -0.75, 0, 1]);
    const store = await write(clip(2, { labels, raters: [one, two] }));
    const values = new Float32Array([0.5, -0.5, 0.25, -1, nan, 1, 0, nan]);
    const file = readNpy(readFileSync(join(path, 'a.raters.npy')));
    expect(file).toEqual({ shape: [2, 2, 2], values });
    const [a] = store.clips;
    expect(a).toMatchObject({
      raters: ['FM1', 'FM2'],
      files: { raters: { path: 'a.raters.npy' } },
    });
    expect(Object.keys(a!)).toEqual([
      ...['id', 'subject', 'split', 'frames', 'fps', 'files', 'labelSource', 'raters'],
      ...['quality', 'pixels'],
    ]);
    expect(await readRaters(store, a!)).toEqual({ names: ['FM1', 'FM2'], values });
    expect(await readLabels(store, a!)).toEqual(labels);
    expect(await problems()).toEqual([]);
  });

  it('may be there without a fused label, and are undefined where there are none', async () => {
    const store = await write(clip(2, { raters: [one] }), clip(2, { id: 'b' }));
    const [a, b] = store.clips;
    expect(await readRaters(store, a!)).toEqual({ names: ['FM1'], values: one.labels });
    expect([await readLabels(store, a!), a?.labelSource]).toEqual([undefined, null]);
    expect(await readRaters(store, b!)).toBeUndefined();
    expect(b).not.toHaveProperty('raters');
    expect(readdirSync(path)).not.toContain('b.raters.npy');
  });

  it('come back, each at its frames and its name, from any span', async () => {
    const label = fc.oneof(sixtyFourths(), fc.constant(nan));
    const traces = fc
      .tuple(
        fc.integer({ min: 1, max: 6 }),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }),
      )
      .chain(([frames, names]) =>
        fc.tuple(
          ...names.map((name) =>
            fc
              .array(label, { minLength: 2 * frames, maxLength: 2 * frames })
              .map((values) => ({ name, labels: new Float32Array(values) })),
          ),
        ),
      );
    await fc.assert(
      fc.asyncProperty(traces, fc.nat(6), fc.nat(6), async (raters, x, y) => {
        path = mkdtempSync(join(folder, 'any-'));
        const writer = await createStore(path, { ...info, synthetic: true }, { resume: true });
        const frames = raters[0]!.labels.length / 2;
        await writer.addClip(clip(frames, { raters }));
        await writer.close();
        const store = await openStore(path);
        const [start, end] = [Math.min(x, y, frames), Math.min(Math.max(x, y), frames)];
        const read = await readRaters(store, store.clips[0]!, { start, count: end - start });
        expect(read?.names).toEqual(raters.map(({ name }) => name));
        raters.forEach(({ labels }, r) => {
          const own = read!.values.filter((_, i) => Math.floor(i / 2) % raters.length === r);
          expect(own).toEqual(labels.subarray(2 * start, 2 * end));
        });
      }),
      { numRuns: 20 },
    );
  });

  it('are refused by name, and nothing of the clip is left', async () => {
    const writer = await createStore(path, { ...info, synthetic: true });
    const before = readdirSync(path);
    const cases: [readonly unknown[], string][] = [
      [
        [one, { name: 'FM2', labels: new Float32Array(6) }],
        "addClip: 'raters[1].labels' must hold 2 labels for each of 2 frames, got 6.",
      ],
      [
        [{ name: 'FM1', labels: new Float32Array(3) }],
        "addClip: 'raters[0].labels' must have two values per frame, got 3.",
      ],
      [
        [one, { name: 'FM2', labels: new Float32Array([0, 0, 0, 2]) }],
        "addClip: 'raters[1].labels' must be in [-1, 1] or NaN, got 2 (valence of frame 1).",
      ],
      [
        [{ name: 'FM1', labels: [0, 0, 0, 0] }],
        "addClip: 'raters[0].labels' must be a Float32Array, got Array.",
      ],
      [[], "formatClip: 'raters' must be a list of names, not empty and all different, got []."],
      [
        [one, one],
        'formatClip: \'raters\' must be a list of names, not empty and all different, got ["FM1","FM1"].',
      ],
      [
        [{ ...one, name: '' }],
        'formatClip: \'raters\' must be a list of names, not empty and all different, got [""].',
      ],
    ];
    for (const [raters, message] of cases) {
      await expect(writer.addClip(clip(2, { raters: raters as never }))).rejects.toThrow(message);
    }
    expect(readdirSync(path)).toEqual(before);
    expect(readFileSync(join(path, 'manifest.jsonl'), 'utf8')).toBe('');
  });

  it('are verified: shape, hash, range, and that something is known', async () => {
    await write(clip(2, { raters: [one, two] }));
    const put = (shape: number[], values: Float32Array) =>
      writeFileSync(join(path, 'a.raters.npy'), writeNpy(shape, values));
    put([2, 1, 2], new Float32Array(4));
    expect(await problems()).toEqual([
      '/a.raters.npy: must hold float32 [2, 2, 2], got float32 [2, 1, 2].',
    ]);
    put([2, 2, 2], new Float32Array(8));
    expect(await problems()).toEqual([
      '/a.raters.npy: was changed: its SHA-256 differs from the one in manifest.jsonl.',
    ]);
    put([2, 2, 2], new Float32Array(8).fill(-3, 7));
    const store = await openStore(path);
    const error = await readRaters(store, store.clips[0]!).catch((reason) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(error.what).toBe(
      "readRaters: 'raters' must be in [-1, 1] or NaN, got -3 (valence of frame 1, rater 'FM2').",
    );
    await expect(readRaters(store, store.clips[0]!, { start: 3 })).rejects.toThrow(
      new RangeError("readRaters: 'start' must be an integer in [0, 2], got 3."),
    );
    rmSync(join(path, 'a.raters.npy'));
    expect(await problems()).toEqual(['/a.raters.npy: does not exist.']);
    rmSync(path, { recursive: true });
    await write(
      clip(1, { raters: [{ name: 'FM1', labels: new Float32Array([nan, nan]) }] }),
      // One rater per dimension: no frame has both, but each value is known.
      clip(1, { id: 'b', raters: [{ name: 'FM1', labels: new Float32Array([nan, 0]) }] }),
    );
    expect(await problems()).toEqual(['/a.raters.npy: has no known label.']);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskLabels } from '../index.ts';
import {
  createStore,
  indexHash,
  type LoadEpochOptions,
  loadEpoch,
  openStore,
  readLabels,
  type Store,
  wholeVideos,
} from './index.ts';

const { NaN: nan } = Number;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssvaerr-delay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fps = 25;

/** A store of clips of these labels, in frames of one pixel. */
async function storeOf(...clips: readonly (Float32Array | null)[]): Promise<Store> {
  const path = join(mkdtempSync(join(folder, 'any-')), 'store');
  const size = { fps, height: 1, width: 1, audio: null };
  const origin = { source: 'a test', licence: 'CC0', synthetic: true };
  const writer = await createStore(path, { ...size, ...origin });
  for (const [i, labels] of clips.entries()) {
    const frames = new Uint8Array(labels ? labels.length / 2 : 3).fill(255);
    const person = { id: `c${i}`, subject: 's', split: 'train', quality: 1 } as const;
    await writer.addClip({ ...person, frames, ...(labels && { labels }) });
  }
  await writer.close();
  return openStore(path);
}

const plan = (store: Store) =>
  ({ store, split: 'train', seed: 5, epoch: 0, segmentFrames: 4, batchSize: 3 }) as const;

/** The segments of an epoch, each with its frames' labels, where both are known, in order. */
async function segmentsOf(options: LoadEpochOptions) {
  const found: { id: string; start: number; labels: (number[] | null)[] }[] = [];
  for await (const { segments, labels, mask } of loadEpoch(options)) {
    const [, time] = mask.shape as [number, number];
    segments.forEach(({ clip: { id }, start, frames }, i) => {
      const at = Array.from({ length: frames }, (_, t) => i * time + t);
      const pair = (j: number) => [...labels.values.slice(2 * j, 2 * j + 2)];
      const pairs = at.map((j) => (mask.values[j] ? pair(j) : null));
      found.push({ id, start, labels: pairs });
    });
  }
  return found;
}

/** @param frames The label delay, in frames. */
async function wholeOf(store: Store, frames?: number) {
  const delay = frames === undefined ? {} : { labelDelay: frames / fps };
  const found: { labels: Float32Array; mask: Float32Array }[] = [];
  for await (const { labels, mask } of wholeVideos({ store, split: 'train', ...delay })) {
    expect(labels.shape).toEqual([1, mask.values.length, 2]);
    found.push({ labels: labels.values, mask: mask.values });
  }
  return found;
}

const label = fc.oneof({ weight: 4, arbitrary: sixtyFourths() }, fc.constant(nan));
const traces = fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 9 });
const clips = fc
  .array(traces, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((pairs) => new Float32Array(pairs.flat())));

describe('labelDelay', () => {
  it('of an example: a clip of four frames, the third without a label, two frames later', async () => {
    const store = await storeOf(new Float32Array([0.5, -0.5, 0.25, 0.125, nan, 1, 1, -1]));
    expect(await wholeOf(store, 2)).toEqual([
      {
        labels: new Float32Array([0, 0, 1, -1, 0, 0, 0, 0]),
        mask: new Float32Array([0, 1, 0, 0]),
      },
    ]);
    for await (const batch of loadEpoch({
      ...plan(store),
      segmentsPerClip: 1,
      labelDelay: 1 / fps,
    })) {
      expect(batch.labels.values).toEqual(new Float32Array([0.25, 0.125, 0, 0, 1, -1, 0, 0]));
      expect(batch.mask.values).toEqual(new Float32Array([1, 0, 1, 0]));
      expect(batch.clips.values).toEqual(new Float32Array(4).fill(1)); // frames stay
      expect([...batch.lengths]).toEqual([4]);
    }
  });

  it('of 0 is none', async () => {
    await fc.assert(
      fc.asyncProperty(clips, fc.nat(9), async (all, seed) => {
        const store = await storeOf(...all);
        const stored = all.map((labels) => maskLabels(labels));
        expect(await wholeOf(store, 0)).toEqual(stored);
        expect(await wholeOf(store)).toEqual(stored);
        const options = { ...plan(store), seed };
        expect(await segmentsOf({ ...options, labelDelay: 0 })).toEqual(await segmentsOf(options));
      }),
      { numRuns: 10 },
    );
  });

  it('moved back gives the labels again, but for the first ones; nothing is known beyond the end', async () => {
    await fc.assert(
      fc.asyncProperty(clips, fc.nat(11), async (all, delay) => {
        const store = await storeOf(...all);
        const hash = await indexHash(store);
        const delayed = await wholeOf(store, delay);
        for (const [i, labels] of all.entries()) {
          const frames = labels.length / 2;
          const kept = Math.max(frames - delay, 0);
          const original = maskLabels(labels);
          const { labels: moved, mask } = delayed[i]!;
          expect(moved.slice(0, 2 * kept)).toEqual(original.labels.slice(2 * (frames - kept)));
          expect(mask.slice(0, kept)).toEqual(original.mask.slice(frames - kept));
          expect(mask.slice(kept)).toEqual(new Float32Array(frames - kept));
          expect(moved.slice(2 * kept)).toEqual(new Float32Array(2 * (frames - kept)));
          expect(await readLabels(store, store.clips[i]!)).toEqual(labels); // not shifted
        }
        expect(await indexHash(store)).toBe(hash);
      }),
      { numRuns: 20 },
    );
  });

  it('gives a segment the labels of the segment that starts so much later', async () => {
    const store = await storeOf(
      Float32Array.from({ length: 24 }, (_, i) => (i % 10 === 4 ? nan : i / 64)),
      Float32Array.from({ length: 18 }, (_, i) => -i / 64),
    );
    const epochs = [0, 1, 2, 3, 4, 5, 6, 7];
    const undelayed = new Map<string, unknown>();
    for (const epoch of epochs) {
      for (const { id, start, labels } of await segmentsOf({ ...plan(store), epoch })) {
        undelayed.set(`${id} ${start}`, labels);
      }
    }
    let both = 0;
    for (const delay of [1, 2, 5]) {
      for (const epoch of epochs) {
        for (const { id, start, labels } of await segmentsOf({
          ...plan(store),
          epoch,
          labelDelay: delay / fps,
        })) {
          const later = undelayed.get(`${id} ${start + delay}`);
          if (!later) continue;
          expect(labels).toEqual(later);
          both++;
        }
      }
    }
    expect(both).toBeGreaterThan(30);
  });

  it('of segments is that of the whole video, at any start and length', async () => {
    await fc.assert(
      fc.asyncProperty(
        clips,
        fc.nat(11),
        fc.integer({ min: 1, max: 10 }),
        async (all, delay, segmentFrames) => {
          const store = await storeOf(...all);
          const whole = await wholeOf(store, delay);
          const options = { ...plan(store), segmentFrames, labelDelay: delay / fps };
          const segments = await segmentsOf(options);
          for (const { id, start, labels } of segments) {
            const { labels: pairs, mask } = whole[Number(id.slice(1))]!;
            const expected = labels.map((_, i) => {
              const t = start + i;
              return mask[t] ? [...pairs.slice(2 * t, 2 * t + 2)] : null;
            });
            expect(labels).toEqual(expected);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leaves clips without labels as they are', async () => {
    const store = await storeOf(null);
    const none = { labels: new Float32Array(6), mask: new Float32Array(3) };
    expect(await wholeOf(store, 2)).toEqual([none]);
    const [segment] = await segmentsOf({ ...plan(store), labelDelay: 0.08 });
    expect(segment?.labels).toEqual([null, null, null]);
  });

  it('is refused by name, at once, if it is no number of seconds', async () => {
    const store = await storeOf(new Float32Array(2));
    for (const labelDelay of [-1, nan, Number.POSITIVE_INFINITY]) {
      const rule = `'labelDelay' must be a finite number of seconds >= 0, got ${labelDelay}.`;
      expect(() => loadEpoch({ ...plan(store), labelDelay })).toThrow(
        new RangeError(`loadEpoch: ${rule}`),
      );
      expect(() => wholeVideos({ store, split: 'train', labelDelay })).toThrow(
        new RangeError(`wholeVideos: ${rule}`),
      );
    }
    expect(await wholeOf(store, 1e9)).toEqual([
      { labels: new Float32Array(2), mask: new Float32Array(1) },
    ]);
  });
});

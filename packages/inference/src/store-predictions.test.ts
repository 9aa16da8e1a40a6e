import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unitPixels } from '@ssvaerr/data';
import { clipsOf, createStore, openStore, readLabels, type Store } from '@ssvaerr/data/node';
import { splitOutput } from '@ssvaerr/losses';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeNetwork } from './make-network.ts';
import { predictSplit } from './predict-split.ts';
import { scoreBaselines } from './score-baselines.ts';

const root = mkdtempSync(join(tmpdir(), 'predictions-'));
const side = 32;
const pixel = { mean: 0.4, std: 0.2 };
const pictures = new Map<string, Uint8Array>();
const arousals: Record<string, number[]> = { train: [], validation: [], test: [] };
let store: Store;

/** A store whose arousal is the brightness of the frame and whose valence is its opposite. The clips have different lengths. */
beforeAll(async () => {
  const path = join(root, 'store');
  const info = { fps: 25, height: side, width: side, audio: null, source: 'x', licence: 'CC0' };
  const writer = await createStore(path, { ...info, synthetic: true });
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const splits = { train: [30, 40], validation: [20, 20], test: [66, 7] } as const;
  for (const [split, lengths] of Object.entries(splits)) {
    for (const [i, time] of lengths.entries()) {
      const light = Array.from({ length: time }, () => Math.floor(random() * 200));
      const frames = Uint8Array.from({ length: time * side * side }, (_, j) => {
        return light[Math.floor(j / (side * side))]! + Math.floor(random() * 8);
      });
      const labels = Float32Array.from(
        light.flatMap((value) => [value / 100 - 1, 1 - value / 100]),
      );
      arousals[split]!.push(...light.map((value) => value / 100 - 1));
      const [id, subject] = [`${split}-${i}`, `${split}-${i}`];
      pictures.set(id, frames);
      await writer.addClip({ id, subject, split: split as 'train', quality: 1, frames, labels });
    }
  }
  await writer.close();
  store = await openStore(path);
});
afterAll(() => rmSync(root, { recursive: true }));

it('predictSplit gives for each clip what the network gives for the whole clip, with its labels', async () => {
  const network = makeNetwork({ width: 1, hidden: 2, bins: 3, activation: 'relu' }, { seed: 1 });
  const tensors = tf.memory().numTensors;
  const lengths: number[] = [];
  for await (const found of predictSplit(network, store, 'test', { pixel })) {
    const { clip, arousal, valence, labels, mask } = found;
    lengths.push(arousal.length);
    const pixels = unitPixels(pictures.get(clip.id)!).map((x) => (x - pixel.mean) / pixel.std);
    tf.tidy(() => {
      const shape: [number, number, number, number, number] = [1, clip.frames, side, side, 1];
      const whole = splitOutput(network.forward(tf.tensor5d(pixels, shape)));
      expect(arousal).toBeAllclose(whole.arousal.value.dataSync() as Float32Array, { atol: 1e-5 });
      expect(valence).toBeAllclose(whole.valence.value.dataSync() as Float32Array, { atol: 1e-5 });
    });
    expect(mask).toEqual(new Float32Array(clip.frames).fill(1));
    expect(labels[0]).toBeCloseTo(-labels[1]!, 6);
  }
  expect(lengths).toEqual([66, 7]); // more than a chunk, and less
  expect(tf.memory().numTensors).toBe(tensors);
  network.dispose();
});

it('predictSplit moves predictions of a network with a label delay back, and masks the first frames', async () => {
  const network = makeNetwork({ width: 1, hidden: 2, bins: 3, activation: 'relu' }, { seed: 1 });
  const read = async (labelDelay: number) => {
    const all = [];
    for await (const one of predictSplit(network, store, 'test', { pixel, labelDelay })) {
      all.push(one);
    }
    return all;
  };
  const [raw, moved] = [await read(0), await read(0.2)]; // 5 frames
  moved.forEach(({ arousal, valence, labels, mask }, i) => {
    expect(arousal.slice(5)).toEqual(raw[i]!.arousal.slice(0, -5));
    expect(valence.slice(5)).toEqual(raw[i]!.valence.slice(0, -5));
    expect(labels).toEqual(raw[i]!.labels); // scored on labels that are not shifted
    expect([...mask]).toEqual(Array.from(mask, (_, t) => (t < 5 ? 0 : 1)));
  });
  network.dispose();
});

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

it('scoreBaselines reads labels that are in the pixels, and compares with the mean of the training labels', async () => {
  const { ridge, mean } = await scoreBaselines(store);
  expect(ridge!.arousal.ccc).toBeGreaterThan(0.95);
  expect(ridge!.valence.ccc).toBeGreaterThan(0.95);
  // A constant has CCC 0 whatever its value; its error tells which one it is.
  expect(mean!.arousal.ccc).toBeCloseTo(0, 6);
  const constant = meanOf(arousals.train!);
  const rmse = Math.sqrt(meanOf(arousals.test!.map((value) => (value - constant) ** 2)));
  expect(Math.abs(constant)).toBeGreaterThan(0.01);
  expect(mean!.arousal.rmse).toBeCloseTo(rmse, 5);
  expect(mean!.valence.rmse).toBeCloseTo(rmse, 5); // valence is the opposite of arousal
});

it('scoreBaselines reads frames in color as gray ones', async () => {
  const { pixel: _, ...info } = store.info;
  const path = join(root, 'color');
  const writer = await createStore(path, { ...info, channels: 3 });
  for (const split of ['train', 'validation', 'test'] as const) {
    for (const clip of clipsOf(store, split)) {
      const { id, subject } = clip;
      const labels = (await readLabels(store, clip))!;
      const gray = pictures.get(id)!;
      const frames = Uint8Array.from(
        { length: 3 * gray.length },
        (_, i) => gray[Math.floor(i / 3)]!,
      );
      await writer.addClip({ id, subject, split, quality: 1, frames, labels });
    }
  }
  await writer.close();
  expect(await scoreBaselines(await openStore(path))).toEqual(await scoreBaselines(store));
});

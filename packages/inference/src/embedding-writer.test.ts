import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '@ssvaerr/backbone';
import { registerOnnxBackend } from '@ssvaerr/backend-onnx';
import { readNpy, unitPixels, writeNpy } from '@ssvaerr/data';
import { readFrames, type Store } from '@ssvaerr/data/node';
import { silentLog } from '@ssvaerr/host';
import { writeSyntheticStore } from '@ssvaerr/preprocess';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddingOrigin, readEmbeddingIndex } from './embedding-record.ts';
import { EmbeddingWriter } from './embedding-writer.ts';
import { storeInput } from './store-input.ts';

const root = mkdtempSync(join(tmpdir(), 'embed-'));
const at = (...names: string[]) => join(root, ...names);
const pixel = { mean: 0.4, std: 0.2 };
const never = new AbortController().signal;
const origin: EmbeddingOrigin = {
  weights: { path: 'run/best.safetensors', sha256: 'a' },
  input: { path: 'store', sha256: 'b' },
};
let store: Store;
let encoder: Encoder;

beforeAll(async () => {
  registerOnnxBackend();
  await tf.setBackend('onnx');
  const set = { clips: 6, frames: 7, fps: 25, size: 32, seed: 1, audio: null, resume: false };
  ({ store } = await writeSyntheticStore(at('store'), { ...set, log: silentLog, signal: never }));
  encoder = new Encoder({ width: 2, seed: 1 });
}, 120_000); // the machine may be busy
afterAll(async () => {
  encoder.dispose();
  rmSync(root, { recursive: true });
  await tf.setBackend('cpu');
});

async function embedAll(out: string, signal = never) {
  const writer = await EmbeddingWriter.open(out, encoder, origin);
  const model = { width: 2, activation: 'relu' as const };
  const info = { model, pixel, height: 32, width: 32, fps: 25, source: 'tests', synthetic: true };
  await (await storeInput(store)).embed(writer, { info, log: silentLog, signal });
  await writer.close();
  return writer.index;
}

it('writes what the encoder says of every clip, with an index', async () => {
  const before = tf.memory().numTensors;
  const index = await embedAll(at('out'));
  expect(tf.memory().numTensors).toBe(before);
  expect(index.map(({ id }) => id).sort()).toEqual(store.clips.map(({ id }) => id).sort());
  const lines = readFileSync(at('out', 'index.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(index);
  expect(index[0]).toEqual({
    id: index[0]!.id,
    frames: 7,
    fps: 25,
    path: `${index[0]!.id}.npy`,
    source: store.root,
  });
  for (const { id, path } of index) {
    const clip = store.clips.find((one) => one.id === id)!;
    const { shape, values } = readNpy(new Uint8Array(readFileSync(at('out', path))));
    expect(shape).toEqual([7, 16]);
    const pixels = unitPixels(await readFrames(store, clip)).map((x) => (x - 0.4) / 0.2);
    const expected = tf.tidy(() => encoder.forward(tf.tensor5d(pixels, [1, 7, 32, 32, 1])));
    expect(values as Float32Array).toBeAllclose((await expected.data()) as Float32Array, {
      atol: 1e-5,
    });
    expected.dispose();
  }
});

it('goes on where it was interrupted', async () => {
  let asked = 0;
  const third = { get aborted() { return ++asked > 3; } } as unknown as AbortSignal; // biome-ignore format: one line
  await expect(embedAll(at('cut'), third)).rejects.toThrow('run it again to continue');
  expect(existsSync(at('cut', 'index.jsonl'))).toBe(false);
  const [first] = store.clips.filter(({ id }) => existsSync(at('cut', `${id}.npy`)));
  // What is there is not computed again: it would overwrite this.
  const kept = readFileSync(at('cut', `${first!.id}.npy`));
  kept[kept.length - 1]! ^= 1;
  writeFileSync(at('cut', `${first!.id}.npy`), kept);
  expect(await embedAll(at('cut'))).toEqual(await embedAll(at('out')));
  expect(readFileSync(at('cut', `${first!.id}.npy`)).equals(kept)).toBe(true);
});

it('refuses a folder of something else', async () => {
  mkdirSync(at('full'));
  await expect(embedAll(at('full'))).rejects.toThrow(
    'full already exists and was not written by embed. Choose another --out.',
  );
  const open = (other: EmbeddingOrigin) => EmbeddingWriter.open(at('out'), encoder, other);
  const weights = { path: 'x', sha256: 'z' };
  await expect(open({ ...origin, weights })).rejects.toThrow(
    'out: holds features of other weights (run/best.safetensors). Choose another --out.',
  );
  await expect(open({ ...origin, input: weights })).rejects.toThrow(
    'out: holds features of other input (store).',
  );
  writeFileSync(at('full', 'embedding.json'), '{"formatVersion": 3}');
  await expect(embedAll(at('full'))).rejects.toThrow(
    'has version 3; this program reads versions 1 to 2.',
  );
  writeFileSync(at('full', 'embedding.json'), '{');
  await expect(embedAll(at('full'))).rejects.toThrow('embedding.json: is not JSON');
  writeFileSync(at('file'), '');
  await expect(embedAll(at('file', 'below'))).rejects.toThrow('part of its path is a file');
});

it('refuses features that are not its own, and two clips of one name', async () => {
  await EmbeddingWriter.open(at('odd'), encoder, origin);
  writeFileSync(at('odd', `${store.clips[0]!.id}.npy`), 'hello');
  await expect(embedAll(at('odd'))).rejects.toThrow('.npy: does not hold 16 features per frame.');
  const narrow = writeNpy([7, 8], new Float32Array(56));
  writeFileSync(at('odd', `${store.clips[0]!.id}.npy`), narrow);
  await expect(embedAll(at('odd'))).rejects.toThrow('.npy: does not hold 16 features per frame.');

  const writer = await EmbeddingWriter.open(at('twice'), encoder, origin);
  const frames = () => [tf.zeros<tf.Rank.R4>([2, 32, 32, 1])];
  await writer.add({ id: 'a', fps: 1, source: 'one.mp4', frames });
  await expect(writer.add({ id: 'a', fps: 1, source: 'two.mp4', frames })).rejects.toThrow(
    'two.mp4: its clip a has the same name as a clip of one.mp4.',
  );
});

it('keeps what an earlier call listed until the end, and takes it over by its source', async () => {
  const out = at('saved');
  const black = tf.zeros<tf.Rank.R4>([2, 32, 32, 1]);
  const frames = () => [black];
  const clipOf = (id: string, source: string) => ({ id, fps: 25, source, frames });
  const listed = async () => (await readEmbeddingIndex(out)).map(({ id }) => id);
  const open = () => EmbeddingWriter.open(out, encoder, origin);

  const first = await open();
  await first.add(clipOf('a', 'one.mp4'));
  await first.add(clipOf('b', 'one.mp4'));
  await first.add(clipOf('c', 'two.mp4'));
  await first.save(); // and is interrupted

  const second = await open();
  await second.add(clipOf('d', 'three.mp4'));
  await second.save(); // before it reaches the earlier videos
  expect(await listed()).toEqual(['d', 'a', 'b', 'c']);
  expect(second.takeOver('one.mp4')).toBe(true);
  expect(second.takeOver('one.mp4')).toBe(false);
  expect(second.takeOver('none.mp4')).toBe(false);
  await second.save();
  expect(await listed()).toEqual(['d', 'a', 'b', 'c']);
  expect(second.index).toEqual((await readEmbeddingIndex(out)).slice(0, 3));
  await second.close(); // two.mp4 is no longer an input
  expect(await listed()).toEqual(['d', 'a', 'b']);
  black.dispose();
});

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { onnxBackend, registerOnnxBackend } from './index.ts';

// Networks that others trained and packaged: @vladmandic/face-api, with its weights. It shares our TF.js.

interface Net {
  loadFromDisk(folder: string): Promise<void>;
  forwardInput(input: unknown): tf.Tensor | Record<'boxes' | 'scores', tf.Tensor[]>;
}

const require = createRequire(import.meta.url);
const entry = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
let nets: Record<'ssdMobilenetv1' | 'faceLandmark68Net', Net>;
let inputOf: (image: tf.Tensor4D) => Promise<unknown>;

beforeAll(async () => {
  const api = require(entry);
  nets = api.nets;
  inputOf = api.toNetInput;
  registerOnnxBackend({ fallback: 'error' });
  await tf.setBackend('cpu');
  for (const name of ['ssdMobilenetv1', 'faceLandmark68Net'] as const) {
    await nets[name].loadFromDisk(`${dirname(entry)}/../model`);
  }
});

/** A drawn face: head, eyes and mouth in shades of brown on a gradient. */
function face(size: number): tf.Tensor4D {
  const inside = (x: number, y: number, [cx, cy, rx, ry]: readonly number[]) =>
    ((x - cx!) / rx!) ** 2 + ((y - cy!) / ry!) ** 2 < 1;
  const shade = (x: number, y: number): number => {
    if (inside(x, y, [0.4, 0.42, 0.05, 0.025]) || inside(x, y, [0.6, 0.42, 0.05, 0.025])) return 30;
    if (inside(x, y, [0.5, 0.65, 0.09, 0.03])) return 90;
    if (inside(x, y, [0.5, 0.5, 0.22, 0.3])) return 200 - 80 * Math.abs(x - 0.45);
    return 60 + 60 * y;
  };
  const pixels = Array.from({ length: size * size }, (_, i) =>
    shade((i % size) / size, Math.floor(i / size) / size),
  );
  return tf.tensor4d(
    pixels.flatMap((v) => [v, 0.8 * v, 0.7 * v].map(Math.round)),
    [1, size, size, 3],
    'int32',
  );
}

it.each([
  ['ssdMobilenetv1', 300],
  ['faceLandmark68Net', 112],
] as const)("%s gives the cpu backend's outputs within 1e-4", async (name, size) => {
  const on = async (backend: string) => {
    await tf.setBackend(backend);
    const out = nets[name].forwardInput(await inputOf(face(size)));
    const tensors = out instanceof tf.Tensor ? [out] : [...out.boxes, ...out.scores];
    return tensors.map((t) => ({ shape: t.shape, data: t.dataSync() }));
  };
  const [cpu, onnx] = [await on('cpu'), await on('onnx')];
  for (const [i, expected] of cpu.entries()) {
    expect(Math.max(...expected.data)).toBeGreaterThan(0.01); // not zeros by mistake
    expect(onnx[i]!).toBeAllclose(expected, { atol: 1e-4, rtol: 0 });
  }
  expect(onnxBackend().report().fallbacks).toEqual({});
});

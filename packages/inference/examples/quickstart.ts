import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, makeNetwork, networkFunction, onnxModel, saveModel } from '@ssvaerr/inference';
import * as tf from '@tensorflow/tfjs';

const folder = mkdtempSync(join(tmpdir(), 'inference-'));
const file = join(folder, 'best.safetensors');

// What training leaves: weights, and what must be known to use them.
const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
const frames = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'noise' } as const;
const info = { model: options, ...frames, synthetic: true };
await saveModel(file, makeNetwork(options, { seed: 1 }), info);

// Arousal and valence of a clip of 8 frames, gray pixels in [0, 1].
const { model, info: found } = await loadModel(file);
const trained = { model, encoder: model.encoder!, info: found };
const clip = tf.randomUniform([1, 8, 32, 32, 1], 0, 1, 'float32', 1);
const { arousal, valence } = networkFunction(trained)({ clip });
console.log(arousal!.shape, valence!.shape, found.fps); // [ 1, 8 ] [ 1, 8 ] 25

// The same network for any ONNX runtime.
console.log(onnxModel(trained, {}).length > 10_000); // true
rmSync(folder, { recursive: true });

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadTrained,
  makeNetwork,
  networkFunction,
  onnxModel,
  saveModel,
} from '@ssvaerr/inference';
import * as tf from '@tensorflow/tfjs';

const folder = await mkdtemp(join(tmpdir(), 'inference-'));
const file = join(folder, 'best.safetensors');

// A training writes weights together with the options of the network and the format of its clips.
const model = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
const clips = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'noise' } as const;
await saveModel(file, makeNetwork(model, { seed: 1 }), { model, ...clips, synthetic: true });

// Arousal and valence of 8 frames, gray pixels in [0, 1].
const trained = await loadTrained(file);
const clip = tf.randomUniform([1, 8, 32, 32, 1], 0, 1, 'float32', 1);
const { arousal, valence } = networkFunction(trained)({ clip });
console.log(arousal!.shape, valence!.shape, trained.info.fps); // [ 1, 8 ] [ 1, 8 ] 25

// The same network for any ONNX runtime.
console.log(onnxModel(trained, {}).length > 10_000); // true
await rm(folder, { recursive: true });

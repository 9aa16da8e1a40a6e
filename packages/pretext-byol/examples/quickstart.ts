import { Encoder } from '@ssvaerr/backbone';
import { Adam } from '@ssvaerr/optim';
import { trainStep } from '@ssvaerr/pretext';
import { Byol } from '@ssvaerr/pretext-byol';
import * as tf from '@tensorflow/tfjs';

// Narrow networks run quickly; without these options they are the paper's.
const [online, target] = [1, 2].map((seed) => new Encoder({ width: 1, seed }));
const narrow = { projectorHidden: 16, projection: 8, predictorHidden: 16 };
const byol = new Byol({ online: online!, target: target!, seed: 3, totalSteps: 3, ...narrow });
const optimizer = new Adam({ learningRate: 0.005 });

// Two views of three clips, [batch, time, height, width, channels]: here the clips plus independent noise.
const noise = (seed: number) =>
  tf.randomNormal<tf.Rank.R5>([3, 5, 32, 32, 1], 0, 1, 'float32', seed);
const clips = noise(4);
const view = (seed: number): tf.Tensor5D => tf.add(clips, tf.mul(noise(seed), 0.5));
const batch = { views: [view(5), view(6)] as const };

const losses = [0, 1, 2].map((step) => trainStep(byol, optimizer, batch, { step }).dataSync()[0]!);
console.log(losses[0]!.toFixed(1), '->', losses[2]!.toFixed(1)); // 3.0 -> 2.5
byol.dispose(); // frees the heads; keep the encoder `online`

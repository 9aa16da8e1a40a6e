import { Encoder } from '@ssvaerr/backbone';
import { AdamW } from '@ssvaerr/optim';
import { trainStep } from '@ssvaerr/pretext';
import { conformerPresets, Lira } from '@ssvaerr/pretext-lira';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';

// Narrow networks run quickly; without `width` and `shape` they are the paper's.
const encoder = new Encoder({ width: 1, seed: 1 });
const shape = { ...conformerPresets.small, blocks: 1, width: 16, feedForward: 32 };
const lira = new Lira({ encoder, targetWidth: 4, seed: 2, ...shape });
const optimizer = new AdamW({ learningRate: 0.01 });

// Two clips of three frames and the audio features of each frame; the last frame of one is padding.
const clips = tf.randomUniform<tf.Rank.R5>([2, 3, 32, 32, 1], -1, 1, 'float32', 3);
const features = tf.randomUniform<tf.Rank.R3>([2, 3, 4], -1, 1, 'float32', 4);
const mask = tf.tensor2d([1, 1, 1, 1, 1, 0], [2, 3]);
const losses: number[] = [];
for (let step = 0; step < 8; step++) {
  const batch = { clips, features, mask, seed: foldSeed(5, 'dropout', step) };
  losses.push((await trainStep(lira, optimizer, batch, { step }).data())[0]!);
}
console.log(losses.at(-1)! < losses[0]!); // true

lira.dispose(); // frees conformer and head; keep `encoder`

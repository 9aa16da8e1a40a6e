import { Encoder } from '@ssvaerr/backbone';
import { AdamW, clipByParameterNorm } from '@ssvaerr/optim';
import { trainStep } from '@ssvaerr/pretext';
import { Dino } from '@ssvaerr/pretext-dino';
import * as tf from '@tensorflow/tfjs';

// Narrow encoders and a small head run quickly; without the sizes they are the real ones.
const encoder = (seed: number) => new Encoder({ width: 1, seed });
const head = { hidden: 16, bottleneck: 8, prototypes: 32 };
const schedule = { epochs: 10, stepsPerEpoch: 100 };
const dino = new Dino({ student: encoder(1), teacher: encoder(2), seed: 3, ...schedule, ...head });
const optimizer = new AdamW({ learningRate: 1e-3, weightDecay: 0.04, exclude: dino.exclude });
const clip = (gradients: tf.NamedTensorMap) => clipByParameterNorm(gradients, 3);

// Views of the same two clips of 5 frames: two global crops and a local one.
const crop = (side: number, seed: number) =>
  tf.randomUniform<tf.Rank.R5>([2, 5, side, side, 1], -1, 1, 'float32', seed);
const batch = { global: [crop(40, 1), crop(40, 2)], local: [crop(32, 3)] };

const loss = trainStep(dino, optimizer, batch, { step: 0, clip });
// A collapse to uniform output would have a loss of ln(prototypes).
console.log(loss.dataSync()[0]!.toFixed(2), 'of', Math.log(32).toFixed(2)); // 2.33 of 3.47

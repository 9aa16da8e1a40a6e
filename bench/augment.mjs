// What augmenting costs: BYOL's views, DINO's multi-crop, LiRA and rows of Table IV, each with new seeds at every
// call, against one training step of the real network (13,569,770 parameters) on the same frames, on backend-onnx.
// Nothing may be compiled after the warm-up, else the exit code is 1.
//   npm run bench -- augment [--rounds 9] [--batch 2] [--frames 32] [--threads 2]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { batchViews, byol, dino, lira, tableIV } from '@ssvaerr/augment';
import { DownstreamModel } from '@ssvaerr/backbone';
import { onnxBackend, registerOnnxBackend } from '@ssvaerr/backend-onnx';
import { compositeLoss, splitOutput, tableIII } from '@ssvaerr/losses';
import { AdamW } from '@ssvaerr/optim';
import { foldSeed, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import { machine, paired } from './_paired.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    batch: { type: 'string', default: '2' },
    frames: { type: 'string', default: '32' },
    threads: { type: 'string', default: `${cpus().length}` },
  },
});
const [rounds, batch, frames, threads] = ['rounds', 'batch', 'frames', 'threads'].map((flag) => {
  const value = Number(values[flag]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`augment: '--${flag}' must be an integer >= 1, got ${values[flag]}.`);
    process.exit(1);
  }
  return value;
});

tf.env().set('IS_TEST', true); // no banner
registerOnnxBackend({ threads });
await tf.setBackend('onnx');

const shape = [batch, frames, 96, 96, 1];
const clips = tf.tensor5d(uniforms(2, tf.util.sizeFromShape(shape)), shape);
const model = new DownstreamModel({ seed: 1 });
const labels = tf.tensor3d(uniforms(3, batch * frames * 2, { low: -1 }), [batch, frames, 2]);
const optimizer = new AdamW({ learningRate: 3e-4 });
const loss = () =>
  compositeLoss(splitOutput(model.forward(clips, { training: true })), labels, {
    weights: tableIII.cccCeMse,
  });

function trainStep() {
  const value = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, [...model.trainableVariables]);
    optimizer.applyGradients(grads);
    return value;
  });
  value.dataSync();
  value.dispose();
}

/** New seeds every time, as in training; reading one pixel computes all views. */
function augmenting(augmentations) {
  let step = 0;
  return () => {
    step += 1;
    const seeds = Array.from({ length: batch }, (_, clip) => foldSeed(7, step, clip));
    const results = batchViews(augmentations, clips, seeds);
    results[0].dataSync();
    tf.dispose(results);
  };
}

const rows = tableIV({ crop: 80 });
const contenders = {
  byol: augmenting(byol()),
  dino: augmenting(dino()),
  lira: augmenting([lira()]),
  randCropHorizFlip: augmenting([rows.randCropHorizFlip]),
  horizFlipCropOut: augmenting([rows.horizFlipCropOut]),
  horizFlipSaltAndPepper: augmenting([rows.horizFlipSaltAndPepper]),
};
for (const run of [trainStep, ...Object.values(contenders)]) {
  for (let i = 0; i < 3; i++) run(); // warm: everything is compiled
}
onnxBackend().resetReport();
const ratios = {};
const ms = {};
for (const [name, run] of Object.entries(contenders)) {
  const result = paired({ [name]: run, trainStep }, { rounds, warmUp: 1 });
  Object.assign(ratios, result.ratios);
  Object.assign(ms, result.ms);
}
const { compiles, fallbacks } = onnxBackend().report();
const options = { batch, frames, threads };
console.log(
  JSON.stringify(
    { bench: 'augment', ...options, ratios, ms, compiles, fallbacks, machine },
    null,
    2,
  ),
);
process.exitCode = compiles > 0 ? 1 : 0;

// One training step of each pretext method at full width (11,182,784 parameters in the encoder), with its paper
// preset's heads, views and frames of a segment, against one downstream training step on as many frames of clips, on
// backend-onnx. The paper presets' batches (256 segments; 8 of LiRA's) do not fit two cores: --frames, of all segments
// of a step, says what does. Nothing may be compiled after the warm-up, else the exit code is 1.
//   npm run bench -- pretext-step [--methods byol,dino,lira] [--frames 20] [--rounds 5] [--threads 2]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { augmentBatch, batchViews, byol, dino, lira } from '@ssvaerr/augment';
import { DownstreamModel, Encoder } from '@ssvaerr/backbone';
import { onnxBackend, registerOnnxBackend } from '@ssvaerr/backend-onnx';
import { compositeLoss, splitOutput, tableIII } from '@ssvaerr/losses';
import { AdamW, clipByParameterNorm, LARS } from '@ssvaerr/optim';
import { trainStep } from '@ssvaerr/pretext';
import { Byol } from '@ssvaerr/pretext-byol';
import { Dino } from '@ssvaerr/pretext-dino';
import { Lira } from '@ssvaerr/pretext-lira';
import { foldSeed, normals, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import { machine, paired } from './_paired.mjs';

const { values: flags } = parseArgs({
  options: {
    methods: { type: 'string', default: 'byol,dino,lira' },
    frames: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: `${cpus().length}` },
  },
});
const [frames, rounds, threads] = ['frames', 'rounds', 'threads'].map((flag) => {
  const value = Number(flags[flag]);
  if (!Number.isInteger(value) || value < 1) {
    refuse(`'--${flag}' must be an integer >= 1, got ${flags[flag]}`);
  }
  return value;
});
/** Frames of a segment, which those of a step must be a multiple of; and the least segments of a step. */
const segments = { byol: [5, 2], dino: [5, 2], lira: [frames, 1] };
const methods = flags.methods.split(',');
for (const method of methods) {
  if (!Object.hasOwn(segments, method)) {
    refuse(`'--methods' must be among ${Object.keys(segments).join(', ')}, got ${method}`);
  }
  const [length, least] = segments[method];
  if (frames % length !== 0 || frames < least * length) {
    refuse(`'--frames' must be a multiple of 5 and at least 10 for ${method}, got ${frames}`);
  }
}

tf.env().set('IS_TEST', true); // no banner
registerOnnxBackend({ threads });
await tf.setBackend('onnx');
const side = 96;

/** Clips of all segments of a step, `[batch, time, side, side, 1]`. */
function clipsOf(method) {
  const [time] = segments[method];
  const shape = [frames / time, time, side, side, 1];
  return tf.tensor5d(uniforms(2, tf.util.sizeFromShape(shape)), shape);
}
const encoder = (name) => new Encoder({ seed: foldSeed(1, name) });

/** The method's step with its batch, whose views are drawn anew each time. */
const steps = {
  byol() {
    const method = new Byol({
      online: encoder('online'),
      target: encoder('target'),
      seed: 1,
      totalSteps: 100,
      projectorHidden: 4096,
      projection: 256,
      predictorHidden: 8192,
    });
    const clips = clipsOf('byol');
    return stepOf(method, clips, {}, (seeds) => ({ views: batchViews(byol(), clips, seeds) }));
  },
  dino() {
    const method = new Dino({
      student: encoder('student'),
      teacher: encoder('teacher'),
      seed: 1,
      epochs: 1,
      stepsPerEpoch: 100,
      frozenEpochs: 0,
    });
    const clips = clipsOf('dino');
    const clip = (gradients) => clipByParameterNorm(gradients, 3);
    return stepOf(method, clips, { clip }, (seeds) => {
      const views = batchViews(dino(), clips, seeds);
      return { global: views.slice(0, 2), local: views.slice(2) };
    });
  },
  lira() {
    const targetWidth = 80;
    const method = new Lira({ encoder: encoder('lira'), targetWidth, seed: 1 });
    const clips = clipsOf('lira');
    const [batch, time] = clips.shape;
    const features = tf.tensor3d(normals(3, batch * time * targetWidth), [
      batch,
      time,
      targetWidth,
    ]);
    const mask = tf.ones([batch, time]);
    return stepOf(method, clips, {}, (seeds) => ({
      clips: augmentBatch(lira(), clips, seeds),
      features,
      mask,
      seed: seeds[0],
    }));
  },
};

function stepOf(method, clips, options, batchOf) {
  const optimizer =
    method instanceof Lira
      ? new AdamW({ learningRate: 1e-3 })
      : new LARS({
          learningRate: 0.01,
          weightDecay: 1e-6,
          exclude: method.exclude ?? 'biasesAndNorms',
        });
  let step = 0;
  return () => {
    const seeds = Array.from({ length: clips.shape[0] }, (_, i) => foldSeed(7, step, i));
    const loss = tf.tidy(() => {
      const batch = batchOf(seeds);
      return trainStep(method, optimizer, batch, { step, ...options });
    });
    step += 1;
    loss.dataSync();
    loss.dispose();
  };
}

/** Fine-tuning on the same frames, as `ssvaerr train` does it. */
function downstream(batch, time) {
  const model = new DownstreamModel({ seed: 1 });
  const clips = tf.tensor5d(uniforms(2, batch * time * side * side), [batch, time, side, side, 1]);
  const labels = tf.tensor3d(uniforms(3, batch * time * 2, { low: -1 }), [batch, time, 2]);
  const optimizer = new AdamW({ learningRate: 3e-4 });
  const loss = () =>
    compositeLoss(splitOutput(model.forward(clips, { training: true })), labels, {
      weights: tableIII.ccc,
    });
  return () => {
    const value = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, [...model.trainableVariables]);
      optimizer.applyGradients(grads);
      return value;
    });
    value.dataSync();
    value.dispose();
  };
}

const result = { bench: 'pretext-step', frames, threads, ratios: {}, ms: {}, compiles: 0 };
const against = downstream(1, frames);
for (const name of methods) {
  const run = steps[name]();
  for (let i = 0; i < 3; i++) for (const contender of [run, against]) contender(); // warm: everything is compiled
  onnxBackend().resetReport();
  const { ratios, ms } = paired({ [name]: run, downstream: against }, { rounds, warmUp: 0 });
  Object.assign(result.ratios, ratios);
  Object.assign(result.ms, { [name]: ms[name], [`downstream beside ${name}`]: ms.downstream });
  result.compiles += onnxBackend().report().compiles;
}
console.log(JSON.stringify({ ...result, machine }, null, 2));
process.exitCode = result.compiles > 0 ? 1 : 0;

/** A wrong flag is the user's: one line, no stack. */
function refuse(message) {
  console.error(`pretext-step: ${message}.`);
  process.exit(1);
}

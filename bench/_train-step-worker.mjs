// One contender of train-step.mjs: a TF.js backend in a process of its own. Protocol: peers/train_step.py.
import { createInterface } from 'node:readline';
import { bidirectionalGru, DownstreamModel, downstreamParameters } from '@ssvaerr/backbone';
import { compositeLoss, splitOutput, tableIII } from '@ssvaerr/losses';
import { AdamW } from '@ssvaerr/optim';
import { normals, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';

const { backend, batch, frames, kind, threads, memoryPattern, spinning, ...shape } = JSON.parse(
  process.argv[2],
);
const { pixels = 96, width = 64, hidden = 256 } = shape;
tf.env().set('IS_TEST', true); // no banner
let report = () => ({});
if (backend === 'onnx') {
  const { registerOnnxBackend, onnxBackend } = await import('@ssvaerr/backend-onnx');
  registerOnnxBackend({ threads, memoryPattern, spinning });
  report = () => onnxBackend().report();
} else if (backend === 'wasm') {
  const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  setThreadsCount(threads);
}
await tf.setBackend(backend);

const step = { gru: makeGru, forward: makeForward, train: makeTrain }[kind]();
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// The first steps compile; the same graph comes back from the second or third on.
const first = [0, 1, 2].map(() => step().ms);
say({ ready: true, firstMs: first[0], compileMs: first[0] - Math.min(...first.slice(1)) });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  say(step());
}
say({ peakRss: process.resourceUsage().maxRSS / 1024, report: report() });

/**
 * Times `record`, which gives what the step is for, and the read of its first tensor. `jsMs` is what is
 * not spent inside onnxruntime: recording, gradients, graph keys, the optimizer.
 */
function timed(record) {
  const { runMs: before = 0 } = report();
  const start = performance.now();
  const results = tf.tidy(record);
  const value = results[0].dataSync()[0];
  const ms = performance.now() - start;
  tf.dispose(results);
  const { runMs = 0 } = report();
  return { ms, jsMs: ms - (runMs - before), value };
}

function makeTrain() {
  const model = new DownstreamModel({ seed: 1, width, hidden });
  const clip = clips();
  const labels = tf.tensor3d(uniforms(3, batch * frames * 2, { low: -1 }), [batch, frames, 2]);
  const optimizer = new AdamW({ learningRate: 3e-4 });
  const loss = () =>
    compositeLoss(splitOutput(model.forward(clip, { training: true })), labels, {
      weights: tableIII.cccCeMse,
    });
  return () =>
    timed(() => {
      const { value, grads } = tf.variableGrads(loss, [...model.trainableVariables]);
      optimizer.applyGradients(grads);
      return [value];
    });
}

function makeForward() {
  const model = new DownstreamModel({ seed: 1, width, hidden });
  const clip = clips();
  return () => timed(() => [model.forward(clip)]);
}

function makeGru() {
  const variables = Object.fromEntries(
    downstreamParameters()
      .filter(({ name }) => name.startsWith('gru.gru.'))
      .map(({ name, shape }, i) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return [
          name,
          tf.variable(tf.tensor(uniforms(i, size, { low: -1 / 16, high: 1 / 16 }), shape)),
        ];
      }),
  );
  const direction = (suffix) => ({
    weightIh: variables[`gru.gru.weight_ih_${suffix}`],
    weightHh: variables[`gru.gru.weight_hh_${suffix}`],
    biasIh: variables[`gru.gru.bias_ih_${suffix}`],
    biasHh: variables[`gru.gru.bias_hh_${suffix}`],
  });
  const layers = ['l0', 'l1'].map((l) => ({
    forward: direction(l),
    backward: direction(`${l}_reverse`),
  }));
  const x = tf.variable(tf.tensor3d(normals(9, batch * frames * 512), [batch, frames, 512]));
  const all = [x, ...Object.values(variables)];
  return () =>
    timed(() => {
      const { grads } = tf.variableGrads(
        () => tf.mean(tf.square(bidirectionalGru(x, layers))),
        all,
      );
      return Object.values(grads);
    });
}

function clips() {
  const shape = [batch, frames, pixels, pixels, 1];
  return tf.tensor5d(normals(2, batch * frames * pixels * pixels), shape);
}

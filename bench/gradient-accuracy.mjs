// How exact the gradient of the whole network is: backend-onnx in float32 and PyTorch in float32, both
// against PyTorch in float64, as relative L2 errors over all 13.6 M entries.
//   npm run bench -- gradient-accuracy [--seeds 1,2,3] [--frames 32] [--python python3]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import '@ssvaerr/backend-onnx';
import { DownstreamModel, toStateDict } from '@ssvaerr/backbone';
import { compositeLoss, splitOutput, tableIII } from '@ssvaerr/losses';
import { foldSeed, normals, uniforms } from '@ssvaerr/random';
import {
  fromValues,
  readSafetensors,
  toFloat32,
  toValues,
  writeSafetensors,
} from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { machine } from './_paired.mjs';

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    frames: { type: 'string', default: '32' },
    python: { type: 'string', default: 'python3' },
  },
});
tf.env().set('IS_TEST', true); // no banner
await tf.setBackend('onnx');

class NoPeer extends Error {}

const errors = {};
try {
  for (const seed of flags.seeds.split(',').map(Number)) errors[seed] = await compare(seed);
  console.log(JSON.stringify({ bench: 'gradient-accuracy', errors, machine }, null, 2));
} catch (error) {
  if (!(error instanceof NoPeer)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function compare(seed) {
  const model = new DownstreamModel({ seed });
  const shape = [2, Number(flags.frames), 96, 96, 1];
  const size = shape.reduce((a, b) => a * b, 1);
  const clip = tf.tensor5d(normals(foldSeed(seed, 'clip'), size), shape);
  const labelShape = [2, shape[1], 2];
  const rates = uniforms(foldSeed(seed, 'labels'), 4 * shape[1], { low: -1 });
  const labels = tf.tensor3d(rates, labelShape);
  const trainable = new Set(model.trainableVariables);
  const names = Object.keys(model.variables).filter((name) => trainable.has(model.variables[name]));
  const weights = await toStateDict(model);
  const { grads } = tf.variableGrads(
    () =>
      compositeLoss(splitOutput(model.forward(clip, { training: true })), labels, {
        weights: tableIII.cccCeMse,
      }),
    [...trainable],
  );
  const variables = Object.fromEntries(names.map((n) => [n, grads[model.variables[n].name]]));
  const ours = await toStateDict({ variables });

  const folder = mkdtempSync(join(tmpdir(), 'gradients-'));
  try {
    const [input, output] = ['in', 'out'].map((name) => join(folder, `${name}.safetensors`));
    weights.set('clip', fromValues(shape, clip.dataSync()));
    weights.set('labels', fromValues(labelShape, labels.dataSync()));
    writeFileSync(input, writeSafetensors(weights));
    const script = fileURLToPath(new URL('./peers/gradients.py', import.meta.url));
    const printed = peer([script, input, output], names.join('\n'));
    const { tensors: exact } = readSafetensors(readFileSync(output));
    let [error, scale] = [0, 0];
    for (const name of names) {
      const [a, b] = [toFloat32(ours.get(name)), toValues(exact.get(name))];
      for (let i = 0; i < b.length; i++) {
        error += (a[i] - b[i]) ** 2;
        scale += b[i] ** 2;
      }
    }
    const { pytorch } = JSON.parse(printed);
    const onnx = Math.sqrt(error / scale);
    return { onnx, pytorch, ratio: onnx / pytorch };
  } finally {
    rmSync(folder, { recursive: true });
    tf.dispose([clip, labels, grads]);
    model.dispose();
  }
}

/** What PyTorch prints; where there is none, one line says so. */
function peer(args, input) {
  try {
    return execFileSync(flags.python, args, { input, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch ({ message }) {
    throw new NoPeer(`gradient-accuracy: no PyTorch: ${message.trim().split('\n').at(-1)}`);
  }
}

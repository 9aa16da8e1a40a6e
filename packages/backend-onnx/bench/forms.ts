// Forms of a 3 x 3 convolution against each other, on the shapes of ResNet-18 trunks at 96 x 96 pixels:
// forward, and forward with both gradients; rounds interleaved, in one process.
import * as tf from '@tensorflow/tfjs';
import { Backend } from '../src/backend.ts';
import type { LazyNode, NodePlan } from '../src/core/kernel.ts';
import { planDirect } from '../src/kernels/conv-direct.ts';
import { planRows } from '../src/kernels/conv-rows.ts';
import { makeKernels } from '../src/kernels/index.ts';
import { resolveOptions } from '../src/options.ts';
import { registerOnnxBackend } from '../src/register.ts';

const {
  threads = 2,
  images = 64,
  width = 64,
  rounds = 7,
} = JSON.parse(process.argv[2] ?? '{}') as Record<string, number | undefined>;

/** A backend per form, all of whose convolutions take it. */
const forms: Record<string, (node: LazyNode) => NodePlan> = {
  winograd: (node) => planRows(node, 'winograd'),
  taps: (node) => planRows(node, 'taps'),
  direct: planDirect,
};

function register(name: string, plan: (node: LazyNode) => NodePlan): void {
  const forced = new Map(
    [...makeKernels({ winograd: true })].map(([key, kernel]) => [
      key,
      /^Conv2D/.test(key) && 'record' in kernel ? { ...kernel, plan } : kernel,
    ]),
  );
  tf.registerBackend(name, () => new Backend(resolveOptions('bench', { threads }), forced));
  for (const config of tf.getKernelsForBackend('onnx')) {
    const kernel = forced.get(config.kernelName);
    if (!kernel) continue;
    tf.registerKernel({
      ...config,
      backendName: name,
      kernelFunc: ({ inputs, attrs, backend }) =>
        (backend as Backend).dispatch(kernel, inputs, attrs),
    });
  }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
const rounded = (values: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(values).map(([k, v]) => [k, Number(median(v).toFixed(2))]));

tf.env().set('IS_TEST', true); // no banner
registerOnnxBackend({ threads });
const names = ['onnx', ...Object.keys(forms)];
for (const [name, plan] of Object.entries(forms)) register(name, plan);
for (const [size, channels, out, stride] of [
  [24, 1, 1, 1],
  [24, 1, 2, 2],
  [12, 2, 2, 1],
  [12, 2, 4, 2],
  [6, 4, 4, 1],
  [6, 4, 8, 2],
  [3, 8, 8, 1],
].map(
  ([size, c, k, s]) => [size, c! * width!, k! * width!, s] as [number, number, number, 1 | 2],
)) {
  const x = tf.randomUniform([images!, size, size, channels], -1, 1, 'float32', 1);
  const w = tf.randomUniform([3, 3, channels, out], -1, 1, 'float32', 2);
  const [xs, ws] = [x.dataSync(), w.dataSync()];
  const inputs = () => [tf.tensor(xs, x.shape), tf.tensor(ws, w.shape)] as [tf.Tensor, tf.Tensor];
  // One number out: copying results is not what is measured. The product with a scalar takes the place
  // of a neighbor that has rows in front.
  const loss = (x: tf.Tensor, w: tf.Tensor) => {
    const y = tf.conv2d(tf.relu(x) as tf.Tensor4D, w as tf.Tensor4D, stride, 'same');
    return tf.sum(tf.square(y));
  };
  const steps: Record<string, (x: tf.Tensor, w: tf.Tensor) => tf.Tensor> = {
    forward: loss,
    training: (x, w) => {
      const [dx, dw] = tf.grads(loss)([x, w]);
      return tf.add(tf.sum(dx!), tf.sum(dw!));
    },
  };
  for (const [kind, step] of Object.entries(steps)) {
    const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = -1; round < rounds!; round++) {
      for (const name of names) {
        await tf.setBackend(name);
        tf.tidy(() => {
          const operands = inputs();
          const start = performance.now();
          step(...operands).dataSync();
          if (round >= 0) times[name]!.push(performance.now() - start);
        });
      }
    }
    const shape = `${size}x${size}x${channels} -> ${out}, stride ${stride}`;
    process.stdout.write(`${JSON.stringify({ shape, kind, images, ms: rounded(times) })}\n`);
  }
}

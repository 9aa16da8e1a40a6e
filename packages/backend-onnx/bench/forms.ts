// Forms of a convolution against each other, on the shapes of a ResNet-18 trunk at 96 x 96 pixels:
// forward and both gradients, rounds interleaved, in one process.
import * as tf from '@tensorflow/tfjs';
import { Backend } from '../src/backend.ts';
import { planDirect } from '../src/kernels/conv-direct.ts';
import { kernels } from '../src/kernels/index.ts';
import { resolveOptions } from '../src/options.ts';
import { registerOnnxBackend } from '../src/register.ts';

const { threads = 2, images = 64, rounds = 7 } = JSON.parse(process.argv[2] ?? '{}');

/** 'onnx' with the planner's choice, 'direct' with onnxruntime's operators only. */
function registerBoth(): void {
  registerOnnxBackend({ threads });
  const direct = new Map(
    [...kernels].map(([name, kernel]) => [
      name,
      /^Conv2D/.test(name) && 'record' in kernel ? { ...kernel, plan: planDirect } : kernel,
    ]),
  );
  tf.registerBackend('direct', () => new Backend(resolveOptions('bench', { threads }), direct));
  for (const config of tf.getKernelsForBackend('onnx')) {
    const kernel = direct.get(config.kernelName);
    if (!kernel) continue;
    tf.registerKernel({
      ...config,
      backendName: 'direct',
      kernelFunc: ({ inputs, attrs, backend }) =>
        (backend as Backend).dispatch(kernel, inputs, attrs),
    });
  }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

tf.env().set('IS_TEST', true); // no banner
registerBoth();
for (const [size, channels, out, stride] of [
  [24, 64, 64, 1],
  [24, 64, 128, 2],
  [12, 128, 128, 1],
  [12, 128, 256, 2],
  [6, 256, 256, 1],
  [6, 256, 512, 2],
  [3, 512, 512, 1],
] as const) {
  const step = () =>
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([images, size, size, channels]);
      const w = tf.ones<tf.Rank.R4>([3, 3, channels, out]);
      // One number out: copying results is not what is measured.
      const f = (x: tf.Tensor, w: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, 'same')));
      const [dx, dw] = tf.grads(f)([x, w]);
      return tf.add(tf.sum(dx!), tf.sum(dw!)).dataSync();
    });
  const times: Record<string, number[]> = { onnx: [], direct: [] };
  for (let round = -1; round < rounds; round++) {
    for (const backend of ['onnx', 'direct']) {
      await tf.setBackend(backend);
      const start = performance.now();
      step();
      if (round >= 0) times[backend]!.push(performance.now() - start);
    }
  }
  const [chosen, direct] = [median(times.onnx!), median(times.direct!)];
  const shape = `${size}x${size}x${channels} -> ${out}, stride ${stride}`;
  const ratio = Number((chosen / direct).toFixed(2));
  const result = { shape, threads, images, chosenMs: chosen, directMs: direct, ratio };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

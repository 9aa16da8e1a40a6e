import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmFilterGradient } from './wasm-filter-gradient.ts';

// The kernel is made of operations that every backend has, so it is compared on the cpu backend with TF.js's own.
beforeAll(registerWasmFilterGradient);
const kernelOf = (backend: string) => tf.getKernel('Conv2DBackpropFilter', backend);

interface Case {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly channels: [number, number];
}

function gradients({ batch, height, width, kernel, strides, pad, channels }: Case) {
  const filterShape: [number, number, number, number] = [...kernel, ...channels];
  const xShape: [number, number, number, number] = [batch, height, width, channels[0]];
  const { outShape } = tf.backend_util.computeConv2DInfo(xShape, filterShape, strides, 1, pad);
  const x = tf.randomUniform(xShape, -1, 1, 'float32', 1);
  const dy = tf.randomUniform(outShape, -1, 1, 'float32', 2);
  const attrs = { strides, pad, filterShape, dataFormat: 'NHWC' };
  return ['wasm', 'cpu'].map((name) => {
    const kernelFunc = kernelOf(name)!.kernelFunc;
    const output = kernelFunc({ inputs: { x, dy }, attrs, backend: tf.backend() });
    return tf.engine().makeTensorFromTensorInfo(output as tf.TensorInfo);
  });
}

const size = fc.integer({ min: 1, max: 3 });
const pair = fc.tuple(size, size);
const square = size.map((side): [number, number] => [side, side]);
const sizes = {
  batch: size,
  height: fc.integer({ min: 3, max: 7 }),
  width: fc.integer({ min: 3, max: 7 }),
  channels: pair,
};
const named = fc.constantFrom('valid' as const, 'same' as const);
const anyCase: fc.Arbitrary<Case> = fc.oneof(
  fc.record({ ...sizes, kernel: pair, strides: pair, pad: named }),
  // With a padding in pixels TF.js computes both sides of the output from the filter's height and the first stride.
  fc.record({ ...sizes, kernel: square, strides: square, pad: fc.constantFrom(0, 1) }),
);

describe('registerWasmFilterGradient', () => {
  it("is TF.js's gradient for every size, stride and padding", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        tf.tidy(() => {
          const [found, expected] = gradients(one);
          expect(found!).toBeAllclose(expected!, { atol: 1e-4 });
        });
      }),
      { numRuns: 60 },
    );
  });

  it('sums input times output gradient over all places', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
      const dy = tf.tensor4d([1, 0, 0, 2], [1, 2, 2, 1]);
      const attrs = { strides: 1, pad: 'valid', filterShape: [2, 2, 1, 1], dataFormat: 'NHWC' };
      const call = { inputs: { x, dy }, attrs: attrs as never, backend: tf.backend() };
      const found = kernelOf('wasm')!.kernelFunc(call) as tf.Tensor;
      // 1 * x[i, j] + 2 * x[i + 1, j + 1]
      expect(Array.from(found.dataSync())).toEqual([11, 14, 20, 23]);
    });
  });

  it('registers once, and leaves a kernel of the backend alone', () => {
    const first = kernelOf('wasm');
    registerWasmFilterGradient();
    expect(kernelOf('wasm')).toBe(first);
  });
});

import { sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxBackend, registerOnnxBackend } from '../index.ts';

// TF.js's own tests cover every kernel with a few shapes; here, many shapes for those with geometry.

beforeAll(() => registerOnnxBackend({ threads: 1, fallback: 'error', cacheSize: 8 }));

interface Numbers {
  readonly shape: number[];
  readonly data: ArrayLike<number>;
}

async function on(backend: string, make: () => tf.Tensor[]): Promise<Numbers[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => make().map((t) => ({ shape: t.shape, data: t.dataSync() })));
}

/** `make` gives the same tensors on this backend as on TF.js's cpu backend. */
async function expectParity(
  make: () => tf.Tensor[],
  { atol = 1e-5, atolOfLargest = 0 } = {},
): Promise<void> {
  const cpu = await on('cpu', make);
  const onnx = await on('onnx', make);
  onnx.forEach((actual, i) => {
    const largest = Array.from(cpu[i]!.data).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const tolerance = { atol: atol + atolOfLargest * largest, rtol: 1e-5 };
    expect(actual).toBeAllclose(cpu[i]!, tolerance);
  });
}

/** A fixed tensor of multiples of 1/64 in [-1, 1], without ties. */
function ramp(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from(
    { length: size },
    (_, i) => (((i + seed) * 7919) % 8191) / 4096 - 1,
  );
  return tf.tensor(values, shape);
}

/** f(x, ...) and its gradients with respect to every x. */
function withGradients(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  shapes: number[][],
): () => tf.Tensor[] {
  return () => {
    const xs = shapes.map((shape, i) => ramp(shape, i + 1));
    const y = f(...xs);
    return [y, ...tf.grads(f)(xs, ramp(y.shape, 9))];
  };
}

const size = fc.integer({ min: 1, max: 9 });
const channels = fc.integer({ min: 1, max: 3 });
const pad = fc.constantFrom('same' as const, 'valid' as const);

describe('convolutions and their gradients', () => {
  it('2-D, any size, stride, padding', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          n: channels,
          h: size,
          w: size,
          i: channels,
          o: channels,
          kh: fc.integer({ min: 1, max: 4 }),
          kw: fc.integer({ min: 1, max: 4 }),
          sh: channels,
          sw: channels,
          pad,
        }),
        async ({ n, h, w, i, o, kh, kw, sh, sw, pad }) => {
          fc.pre(pad === 'same' || (h >= kh && w >= kw));
          await expectParity(
            withGradients(
              (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, [sh, sw], pad),
              [
                [n, h, w, i],
                [kh, kw, i, o],
              ],
            ),
          );
        },
      ),
      { numRuns: 30 },
    ));

  it(
    '3 x 3 with many channels, which takes the winograd form: any size, stride, padding',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.record({
            h: fc.integer({ min: 3, max: 15 }),
            w: fc.integer({ min: 3, max: 15 }),
            s: fc.integer({ min: 1, max: 2 }),
            pad,
            batch: fc.constantFrom(2, 3),
          }),
          async ({ h, w, s, pad, batch }) => {
            onnxBackend().resetReport();
            // With fewer pixels of output, the convolution goes tap by tap.
            const pixels = s === 1 ? 256 : 1024;
            const n = batch * Math.ceil(pixels / Math.ceil((h - 2) / s) / Math.ceil((w - 2) / s));
            await expectParity(
              withGradients(
                (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, s, pad),
                [
                  [n, h, w, 16],
                  [3, 3, 16, 17],
                ],
              ),
              // Looser than the rounding of F(4, 3), which conv-winograd.test.ts measures.
              { atolOfLargest: 2e-5 },
            );
            // Nothing at all if fast-check drew the same shape before.
            const { forms } = onnxBackend().report();
            expect(Object.keys(forms).filter((form) => form !== 'winograd')).toEqual([]);
          },
        ),
        { numRuns: 8 },
      ),
    60_000,
  );

  it('few pixels and many channels, which go tap by tap: any size, stride, padding', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          h: fc.integer({ min: 3, max: 6 }),
          w: fc.integer({ min: 3, max: 6 }),
          kh: fc.integer({ min: 1, max: 3 }),
          kw: fc.integer({ min: 1, max: 3 }),
          s: fc.integer({ min: 1, max: 3 }),
          pad,
        }),
        async ({ h, w, kh, kw, s, pad }) => {
          fc.pre(pad === 'same' || (h >= kh && w >= kw));
          onnxBackend().resetReport();
          await expectParity(
            withGradients(
              (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, s, pad),
              [
                [2, h, w, 8],
                [kh, kw, 8, 9],
              ],
            ),
          );
          const { forms } = onnxBackend().report();
          expect(Object.keys(forms).filter((form) => form !== 'taps')).toEqual([]);
        },
      ),
      { numRuns: 20 },
    ));

  it('3 x 3 without the winograd form, as option', async () => {
    registerOnnxBackend({ threads: 1, winograd: false }, 'onnx-plain');
    await tf.setBackend('onnx-plain');
    tf.tidy(() => {
      for (const [images, size] of [
        [32, 4],
        [1, 4],
      ] as const) {
        const [x, f] = [ramp([images, size, size, 8], 1), ramp([3, 3, 8, 8], 2)];
        tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same').dataSync();
      }
    });
    expect(onnxBackend('onnx-plain').report().forms).toEqual({ direct: 1, taps: 1 });
  });

  it('dilated, which has no gradient in TF.js', () =>
    expectParity(() => {
      const [x, f] = [ramp([2, 7, 6, 8], 1), ramp([3, 2, 8, 9], 2)];
      return [tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same', 'NHWC', [2, 3])];
    }));

  it.each([
    [
      'zeros around the images',
      [
        [0, 0],
        [1, 2],
        [0, 3],
        [0, 0],
      ],
      0,
    ],
    [
      'zeros beside the images',
      [
        [0, 2],
        [1, 1],
        [0, 0],
        [0, 0],
      ],
      0,
    ],
    [
      'zeros after the channels',
      [
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 1],
      ],
      0,
    ],
    [
      'ones around the images',
      [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      1,
    ],
  ] as [string, [number, number][], number][])(
    '3 x 3 after padding by %s',
    async (_, paddings, value) => {
      const channels = 16 + paddings[3]![1];
      for (const [images, size, stride] of [
        [10, 7, 1],
        [24, 13, 2],
        [24, 16, 2],
        [1, 7, 1],
        [2, 8, 2],
      ] as const) {
        await expectParity(
          withGradients(
            (x, f) =>
              tf.conv2d(
                tf.pad(tf.relu(x), paddings, value) as tf.Tensor4D,
                f as tf.Tensor4D,
                stride,
                'valid',
              ),
            [
              [images, size, size, 16],
              [3, 3, channels, 16],
            ],
          ),
          { atolOfLargest: 2e-5 },
        );
      }
    },
  );

  it('2-D with explicit padding', () =>
    expectParity(
      withGradients(
        (x, f) =>
          tf.conv2d(
            x as tf.Tensor4D,
            f as tf.Tensor4D,
            2,
            [
              [0, 0],
              [2, 1],
              [0, 2],
              [0, 0],
            ],
            'NHWC',
          ),
        [
          [2, 7, 6, 3],
          [3, 4, 3, 2],
        ],
      ),
    ));

  it('depthwise', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          n: channels,
          h: size,
          w: size,
          i: channels,
          m: channels,
          k: channels,
          s: channels,
          pad,
        }),
        async ({ n, h, w, i, m, k, s, pad }) => {
          fc.pre(pad === 'same' || (h >= k && w >= k));
          await expectParity(
            withGradients(
              (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, s, pad),
              [
                [n, h, w, i],
                [k, k, i, m],
              ],
            ),
          );
        },
      ),
      { numRuns: 20 },
    ));

  it('3-D', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          d: size,
          h: size,
          w: size,
          i: channels,
          o: channels,
          k: channels,
          s: channels,
          pad,
        }),
        async ({ d, h, w, i, o, k, s, pad }) => {
          fc.pre(k >= s && (pad === 'same' || Math.min(d, h, w) >= k));
          await expectParity(
            withGradients(
              (x, f) => tf.conv3d(x as tf.Tensor5D, f as tf.Tensor5D, [1, s, s], pad),
              [
                [2, d, h, w, i],
                [k, k, k, i, o],
              ],
            ),
          );
        },
      ),
      { numRuns: 15 },
    ));

  it('2-D transposed', () =>
    expectParity(
      withGradients(
        (x, f) => tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [2, 9, 8, 2], 2, 'same'),
        [
          [2, 5, 4, 3],
          [3, 3, 2, 3],
        ],
      ),
    ));
});

describe('what follows a convolution, in whatever layout that has chosen', () => {
  const image = [8, 6, 7, 16];
  const perImage = (y: tf.Tensor, w: tf.Tensor, stride: number) =>
    tf.conv2d(y as tf.Tensor4D, w as tf.Tensor4D, stride, 'valid');
  type Next = (y: tf.Tensor, w: tf.Tensor) => tf.Tensor;
  const cases: [string, Next, number[], string?][] = [
    ['bias and relu', (y, w) => tf.relu(tf.add(y, w)), [16]],
    ['a product with a shorter shape', (y, w) => tf.mul(y, w), [6, 1, 16]],
    ['a product with a plane', (y, w) => tf.mul(w, y), [8, 6, 7, 1]],
    ['a residual', (y, w) => tf.add(tf.mul(y, 2), w), image],
    ['sums over each axis', (y, w) => tf.mul(tf.sum(y, 0), tf.sum(y, 3, true).sum(0)).add(w), [1]],
    [
      'means over images',
      (y, w) => tf.matMul(tf.mean(y, [1, 2]) as tf.Tensor2D, w as tf.Tensor2D),
      [16, 3],
    ],
    ['maxima along rows', (y, w) => tf.mul(tf.max(y, 2), w), [16]],
    [
      'padding',
      (y, w) =>
        tf.mul(
          tf.pad(
            y,
            [
              [0, 0],
              [1, 2],
              [0, 3],
              [0, 0],
            ],
            0.5,
          ),
          w,
        ),
      [16],
    ],
    ['slicing', (y, w) => tf.mul(tf.slice(y, [1, 2, 0, 3], [5, 3, 7, 9]), w), [9]],
    ['transposing', (y, w) => tf.mul(tf.transpose(y, [3, 1, 0, 2]), w), [8, 7]],
    [
      'transposing a slice',
      (y, w) => tf.mul(tf.transpose(tf.slice(y, [0, 1, 2, 0], [8, 4, 5, 16]), [2, 0, 3, 1]), w),
      [4],
    ],
    ['reshaping', (y, w) => tf.matMul(tf.reshape(y, [48, 112]), w as tf.Tensor2D), [112, 2]],
    ['concatenating', (y, w) => tf.concat([y, w], 3), [8, 6, 7, 2]],
    ['pooling', (y, w) => tf.mul(tf.maxPool(y as tf.Tensor4D, 3, 2, 'same'), w), [16]],
    ['a pointwise convolution', (y, w) => tf.square(perImage(y, w, 1)), [1, 1, 16, 5], 'taps'],
    ['one with stride 2', (y, w) => tf.square(perImage(y, w, 2)), [1, 1, 16, 5], 'taps'],
    [
      'a depthwise one',
      (y, w) => tf.depthwiseConv2d(y as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
      [3, 3, 16, 1],
      'direct',
    ],
    ['softmax', (y, w) => tf.mul(tf.softmax(y), w), [16]],
  ];
  it.each(cases)('%s', async (_, next, shape, form = 'winograd') => {
    onnxBackend().resetReport();
    const f = (x: tf.Tensor, filter: tf.Tensor, w: tf.Tensor) =>
      next(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), w);
    await expectParity(withGradients(f as never, [image, [3, 3, 16, 16], shape]), {
      atolOfLargest: 2e-5,
    });
    // The output and the two gradients, at least.
    const { forms } = onnxBackend().report();
    expect(forms.winograd).toBeGreaterThanOrEqual(3);
    expect(forms[form]).toBeGreaterThanOrEqual(3);
  });
});

describe('pools and their gradients', () => {
  it.each(['max', 'avg'] as const)('%s, any window', (type) =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ n: channels, h: size, w: size, c: channels, k: channels, s: channels, pad }),
        async ({ n, h, w, c, k, s, pad }) => {
          fc.pre(pad === 'same' || (h >= k && w >= k));
          const pool = type === 'max' ? tf.maxPool : tf.avgPool;
          await expectParity(
            withGradients((x) => pool(x as tf.Tensor4D, k, s, pad), [[n, h, w, c]]),
          );
        },
      ),
      { numRuns: 20 },
    ),
  );

  it.each(['max', 'avg'] as const)('%s in 3-D', async (type) => {
    const pool = type === 'max' ? tf.maxPool3d : tf.avgPool3d;
    await expectParity(
      withGradients((x) => pool(x as tf.Tensor5D, 3, 2, 'same'), [[2, 4, 5, 6, 2]]),
    );
  });

  it('max after padding, by what no maximum is taken from or by numbers', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ n: channels, h: size, w: size, c: channels, k: channels, s: channels }),
        fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(-3.4028234663852886e38, 0, -0.5),
        async ({ n, h, w, c, k, s }, [top, bottom, left, right], value) => {
          fc.pre(h + top! + bottom! >= k && w + left! + right! >= k);
          const around: [number, number][] = [
            [0, 0],
            [top!, bottom!],
            [left!, right!],
            [0, 0],
          ];
          const f = (x: tf.Tensor) =>
            tf.maxPool(tf.pad(x, around, value) as tf.Tensor4D, k, s, 'valid');
          await expectParity(withGradients(f, [[n, h, w, c]]));
        },
      ),
      { numRuns: 30 },
    ));

  it('max gives a tie to the first place only', () =>
    expectParity(() => {
      const x = tf.ones([1, 4, 4, 1]) as tf.Tensor4D;
      return [tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 1, 'valid'))(x)];
    }));
});

describe('products, resizing, gathering', () => {
  it('matMul with any transposes, broadcast over batches', () =>
    fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom([], [1], [3], [2, 3]),
        fc.constantFrom([], [3], [2, 3]),
        async (ta, tb, batchA, batchB) => {
          const a = [...batchA, ...(ta ? [4, 2] : [2, 4])];
          const b = [...batchB, ...(tb ? [5, 4] : [4, 5])];
          // TF.js's cpu kernel repeats batches in the wrong order if both sides have several.
          fc.pre(
            !(batchA.length === 1 && batchB.length === 2) &&
              !(batchA.length === 2 && batchB.length === 1),
          );
          await expectParity(() => [tf.matMul(ramp(a, 1), ramp(b, 2), ta, tb)]);
        },
      ),
      { numRuns: 24 },
    ));

  it('resizing to any size', () =>
    fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        size,
        fc.constantFrom([false, false], [true, false], [false, true]),
        async (h, w, toH, toW, [align, half]) => {
          const x = () => ramp([2, h, w, 3], 1) as tf.Tensor4D;
          await expectParity(() => [
            tf.image.resizeBilinear(x(), [toH, toW], align, half),
            tf.image.resizeNearestNeighbor(x(), [toH, toW], align, half),
          ]);
          if (half || h === 1 || w === 1) return; // TF.js has gradients for the other placements only
          const grad = (resize: typeof tf.image.resizeBilinear) =>
            tf.grad((x) => resize(x as tf.Tensor4D, [toH, toW], align))(
              ramp([1, h, w, 3], 1),
              ramp([1, toH, toW, 3], 5),
            );
          // TF.js's cpu gradients mix up batches, and the bilinear one height and width.
          if (h === w) await expectParity(() => [grad(tf.image.resizeBilinear)]);
          await expectParity(() => [grad(tf.image.resizeNearestNeighbor)]);
        },
      ),
      { numRuns: 25 },
    ));

  it('gather along any axis, with batches', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 2 }),
        async (axis, batchDims) => {
          fc.pre(batchDims <= axis);
          const indices = () => tf.tensor([1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1], [2, 3, 2], 'int32');
          await expectParity(() => [tf.gather(ramp([2, 3, 4, 5], 1), indices(), axis, batchDims)]);
        },
      ),
    ));

  it('segment sums drop what is out of range', () =>
    expectParity(() => [
      tf.unsortedSegmentSum(ramp([5, 3], 1), tf.tensor1d([1, -2, 0, 1, 7], 'int32'), 3),
    ]));
});

describe('element-wise kernels', () => {
  const special = [0, -0, 2e-38, -2e-38, 1, -1, 0.5, -0.5, 2.5, -2.5, 1e-4, 30, -30, Number.NaN];
  const same = (actual: Numbers[], expected: Numbers[]) =>
    actual.forEach(({ shape, data }, i) => {
      expect(shape).toEqual(expected[i]!.shape);
      for (let k = 0; k < data.length; k++) {
        const [a, e] = [data[k]!, expected[i]!.data[k]!];
        if (!Number.isFinite(e)) expect(a, `output ${i} at ${k}`).toBe(e);
        else
          expect(Math.abs(a - e), `output ${i} at ${k}: ${a}, ${e}`).toBeLessThanOrEqual(
            1e-6 + 2e-6 * Math.abs(e),
          );
      }
    });

  const unary: ((x: tf.Tensor) => tf.Tensor)[] = [
    tf.abs,
    tf.neg,
    tf.sign,
    tf.square,
    tf.relu,
    tf.relu6,
    tf.ceil,
    tf.floor,
    tf.round,
    tf.step,
    (x) => tf.step(x, 0.25),
    tf.reciprocal,
    tf.exp,
    tf.expm1,
    tf.log,
    tf.log1p,
    tf.sigmoid,
    tf.softplus,
    tf.sqrt,
    tf.rsqrt,
    tf.tanh,
    tf.elu,
    tf.selu,
    tf.erf,
    tf.isNaN,
    tf.isFinite,
    tf.isInf,
    tf.leakyRelu,
    tf.atan,
    tf.sin,
    (x) => tf.clipByValue(x, -1, 0.75),
    (x) => tf.cast(x, 'int32'),
    (x) => tf.cast(x, 'bool'),
  ];
  it('of one tensor, with NaN and both zeros', async () => {
    const make = () => unary.map((f) => f(tf.tensor1d(special)));
    same(await on('onnx', make), await on('cpu', make));
  });

  const binary: ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
    tf.add,
    tf.sub,
    tf.mul,
    tf.div,
    tf.maximum,
    tf.minimum,
    tf.squaredDifference,
    tf.mod,
    tf.equal,
    tf.notEqual,
    tf.greater,
    tf.greaterEqual,
    tf.less,
    tf.lessEqual,
    tf.divNoNan,
  ];
  it('of two tensors, each with each', async () => {
    const make = () =>
      binary.map((f) => f(tf.tensor2d(special, [special.length, 1]), tf.tensor1d(special)));
    same(await on('onnx', make), await on('cpu', make));
  });

  it('of int32: division and remainder as TF.js rounds them', async () => {
    const values = [7, -7, 3, -3, 1, 0, 2147483647];
    const divisors = [2, -2, 3, -3];
    const make = () =>
      [tf.floorDiv, tf.mod, tf.div, tf.pow, tf.maximum, tf.add].map((f) =>
        f(tf.tensor2d(values.slice(0, 6), [6, 1], 'int32'), tf.tensor1d(divisors, 'int32')),
      );
    const [actual, expected] = [await on('onnx', make), await on('cpu', make)];
    actual.pop(); // sums overflow nowhere here, but need no tolerance either
    same(actual, expected.slice(0, -1));
  });

  it('atan2 in all quarters', () =>
    expectParity(
      () => {
        const turn = [0, 1, -1, 0.5, -0.5, 3, -3];
        const [a, b] = [tf.tensor2d(turn, [7, 1]), tf.tensor1d([1, -1, 2, -2])];
        return [tf.atan2(a, b), tf.atan2(tf.tensor1d([1, -1, 0]), tf.tensor1d([0, 0, 0]))];
      },
      { atol: 1e-6 },
    ));

  it('keep their precision near 0', async () => {
    const tiny = [1e-3, -1e-4, 1e-6, -1e-7];
    const make = () => [tf.expm1(tf.tensor1d(tiny)), tf.log1p(tf.tensor1d(tiny))];
    for (const [i, { data }] of (await on('onnx', make)).entries()) {
      const exact = tiny.map(i === 0 ? Math.expm1 : Math.log1p);
      expect(data as Float32Array).toBeAllclose(exact, { atol: 0, rtol: 1e-6 });
    }
  });

  it('sums and means over axes with many numbers behind', () =>
    fc.assert(
      fc.asyncProperty(
        fc.subarray([0, 1, 2, 3], { minLength: 1 }),
        fc.boolean(),
        fc.constantFrom<number[][]>([3, 4, 5, 300], [2, 3, 1100, 1], [4, 1, 1500, 2]),
        (axes, keepDims, shape) =>
          expectParity(
            () => {
              const x = ramp([...shape], 3);
              return [tf.sum(x, axes, keepDims), tf.mean(x, axes, keepDims)];
            },
            { atolOfLargest: 1e-5 },
          ),
      ),
      { numRuns: 30 },
    ));

  it('sums and means of products over the last axes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.subarray([0, 1, 2, 3], { minLength: 1 }),
        fc.boolean(),
        // Rows of 300; of 4 x 75; of a fifth of 1500; of 14 x 20.
        fc.constantFrom<number[][]>(
          [16, 16, 2, 300],
          [3, 100, 4, 75],
          [2, 13, 3, 1500],
          [7, 10, 28, 40],
        ),
        fc.constantFrom<(number[] | undefined)[]>(undefined, [1, 1, 1, 1], [1]),
        (axes, keepDims, shape, other) =>
          expectParity(
            () => {
              const [x, y] = [ramp([...shape], 3), ramp([...(other ?? shape)], 5)];
              const squares = tf.square(x);
              const products = tf.mul(y, x);
              const sums = [squares, products].map((z) => tf.sum(z, axes, keepDims));
              const means = [squares, products].map((z) => tf.mean(z, axes, keepDims));
              return [...sums, ...means, tf.max(squares)];
            },
            { atolOfLargest: 1e-5 },
          ),
      ),
      { numRuns: 12 },
    ));

  it('sums of products of whole numbers and of what lies otherwise', () =>
    expectParity(
      () => {
        const whole = tf.cast(tf.mul(ramp([300, 20, 20], 1), 64), 'int32');
        const image = ramp([4, 20, 20, 16], 2) as tf.Tensor4D;
        const filter = ramp([3, 3, 16, 70], 3) as tf.Tensor4D;
        const turned = tf.conv2d(image, filter, 1, 'same');
        return [
          tf.sum(tf.mul(whole, whole), [1, 2]),
          tf.sum(tf.mul(tf.cast(whole, 'float32'), whole), [1, 2]),
          tf.sum(tf.mul(turned, ramp(turned.shape, 4)), [1, 2]),
          tf.sum(tf.square(turned), [0, 1, 2]),
        ];
      },
      { atolOfLargest: 1e-5 },
    ));

  it('a slice of what was padded, whether or not it takes the padding off', () =>
    expectParity(() => {
      const padded = tf.pad(tf.relu(ramp([3, 4], 1)), [
        [1, 2],
        [2, 0],
      ]);
      const begins: [number, number][] = [
        [1, 2],
        [0, 2],
        [1, 1],
        [2, 2],
      ];
      return begins.map((begin) => tf.slice(padded, begin, [3, 4]));
    }));

  it('reductions over any axes, NaN included', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(sixtyFourths({ min: -2, max: 2 }), { minLength: 24, maxLength: 24 }),
        fc.nat(23),
        async (values, at) => {
          const allAxes = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];
          const make =
            (...extra: number[]) =>
            () => {
              const x = tf.tensor([...extra, ...values].slice(0, 24), [2, 3, 4]);
              return [tf.sum, tf.mean, tf.max, tf.min, tf.prod].flatMap((f) =>
                allAxes.flatMap((axes) => [true, false].map((keepDims) => f(x, axes, keepDims))),
              );
            };
          await expectParity(make());
          const withNaN = make(...values.slice(0, at), Number.NaN);
          same(await on('onnx', withNaN), await on('cpu', withNaN));
        },
      ),
      { numRuns: 4 },
    ));
});

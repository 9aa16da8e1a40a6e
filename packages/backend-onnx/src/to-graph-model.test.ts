import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type GraphModelFiles, toGraphModel } from './index.ts';

type Feeds = Readonly<Record<string, tf.Tensor>>;

/** As a browser loads it: the two files, and stock TF.js. */
function load({ json, weights }: GraphModelFiles): Promise<tf.GraphModel> {
  const { weightsManifest, ...artifacts } = JSON.parse(json);
  const weightSpecs = weightsManifest[0].weights;
  const weightData = weights.buffer as ArrayBuffer;
  return tf.loadGraphModel(tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }));
}

/** What the model gives is what the function gives. */
async function expectSame(
  model: tf.GraphModel,
  fn: (inputs: Feeds) => Record<string, tf.Tensor>,
  feeds: Feeds,
  { loop = false } = {},
) {
  const expected = Object.entries(fn(feeds));
  const names = expected.map(([name]) => name);

  const outputs = loop ? await model.executeAsync(feeds, names) : model.execute(feeds, names);
  const found = [outputs].flat();
  for (const [i, [name, tensor]] of expected.entries()) {
    expect(found[i]!.shape, name).toEqual(tensor.shape);
    expect(found[i]!.dtype, name).toBe(tensor.dtype);
    const atol = 1e-5 * Math.max(1, tf.max(tf.abs(tf.cast(tensor, 'float32'))).dataSync()[0]!);
    expect(found[i]!).toBeAllclose(tensor, { atol });
  }
}

const noise = (shape: readonly number[], seed: number) =>
  tf.randomUniform([...shape], -1, 1, 'float32', seed);

const operatorsOf = ({ json }: GraphModelFiles): string[] =>
  JSON.parse(json).modelTopology.node.map(({ op }: { op: string }) => op);

afterEach(() => tf.disposeVariables());

describe('toGraphModel', () => {
  it('writes 2 x + 1', async () => {
    const slope = tf.variable(tf.tensor1d([2, 2, 3]), true, 'layer/slope:0');
    const files = toGraphModel(({ x }) => tf.add(tf.mul(x, slope), 1), { x: { shape: [3] } });
    expect(operatorsOf(files)).toEqual([
      'Placeholder',
      'Const',
      'Const',
      'Mul',
      'AddV2',
      'Identity',
    ]);
    const model = await load(files);
    expect(model.inputs).toMatchObject([{ name: 'x', shape: [3], dtype: 'float32' }]);
    expect(JSON.parse(files.json).signature.outputs).toEqual({
      output: { name: 'output:0', dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '3' }] } },
    });
    const output = model.execute({ x: tf.tensor1d([0, 1, 2]) }) as tf.Tensor;
    expect(output.dataSync()).toEqual(Float32Array.of(1, 3, 7));
  });

  it('law: with dynamic sizes it is the same function for all of them', async () => {
    const weight = tf.variable(noise([4, 6], 1));
    // Reshapes to products of sizes, slices and pads to sums, zeros of a shape, a dynamic concat.
    const fn = ({ x, y }: Feeds) => {
      const [batch, time] = x!.shape as [number, number];
      const rows = tf.matMul(tf.reshape(x!, [batch * time, 4]) as tf.Tensor2D, weight);
      const frames = tf.reshape(rows, [batch, time, 6]);
      const padded = tf.pad(frames, [[0, 0], [2, 1], [0, 0]]); // biome-ignore format: one line
      const next = tf.slice(padded, [0, 3, 0], [batch, time, 6]);
      const sum = tf.sub(tf.add(frames, next), tf.fill([batch, time, 6], 0.5));
      return {
        joined: tf.concat([tf.transpose(sum, [1, 0, 2]), tf.expandDims(y!, 0)], 0),
        mean: tf.mean(sum, 1),
        tiled: tf.tile(y!, [2, 3]),
      };
    };
    const model = await load(
      toGraphModel(fn, { x: { shape: ['b', 't', 4] }, y: { shape: ['b', 6] } }),
    );
    expect(model.inputs.map(({ shape }) => shape)).toEqual([[-1, -1, 4], [-1, 6]]); // biome-ignore format: one line
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(size, size, (b, t) =>
        expectSame(model, fn, { x: noise([b, t, 4], t), y: noise([b, 6], 7) }),
      ),
      { numRuns: 12 },
    );
  });

  it('law: a chain of operations gives the same result as in TF.js', async () => {
    const weight = tf.variable(noise([3, 3], 1));
    const steps: Record<string, (x: tf.Tensor) => tf.Tensor> = {
      product: (x) => tf.matMul(x, weight, false, true),
      swish: (x) => tf.mul(x, tf.sigmoid(x)),
      leaky: (x) => tf.leakyRelu(x, 0.3),
      softmax: (x) => tf.softmax(x),
      centered: (x) => tf.sub(x, tf.mean(x, 1, true)),
      spread: (x) => tf.div(x, tf.add(tf.max(tf.abs(x)), 1)),
      turned: (x) => tf.reverse(x, 0),
      clipped: (x) => tf.clipByValue(x, -0.5, 0.75),
      positive: (x) => tf.where(tf.greater(x, 0), x, tf.square(x)),
      halves: (x) => tf.concat(tf.split(x, [1, 2], 1).reverse(), 1),
      rows: (x) => tf.transpose(tf.stack(tf.unstack(x, 1))),
      rounded: (x) => tf.add(x, tf.cast(tf.cast(tf.mul(x, 4), 'int32'), 'float32')),
    };
    const chain = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(chain, fc.integer({ min: 1, max: 5 }), async (names, rows) => {
        const fn = ({ x }: Feeds) => ({
          y: names.reduce((y, name) => steps[name]!(y), x!),
        });
        const model = await load(toGraphModel(fn, { x: { shape: ['rows', 3] } }));
        await expectSame(model, fn, { x: noise([rows, 3], rows) });
        model.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('computes each elementwise kernel and reduction under its name', async () => {
    type Unary = (x: tf.Tensor) => tf.Tensor;
    const unary = [tf.abs, tf.acos, tf.asin, tf.asinh, tf.atan, tf.atanh, tf.ceil, tf.cos, tf.cosh, tf.elu, tf.erf, tf.exp, tf.expm1, tf.floor, tf.isFinite, tf.isInf, tf.isNaN, tf.log1p, tf.logSoftmax, tf.neg, tf.reciprocal, tf.relu, tf.relu6, tf.round, tf.selu, tf.sigmoid, tf.sign, tf.sin, tf.sinh, tf.softmax, tf.softplus, tf.square, tf.tan, tf.tanh, tf.max, tf.mean, tf.min, tf.prod, tf.sum] as Unary[]; // biome-ignore format: one line
    const ofPositive = [tf.acosh, tf.log, tf.rsqrt, tf.sqrt] as Unary[];
    const binary = [tf.add, tf.atan2, tf.div, tf.equal, tf.floorDiv, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.maximum, tf.minimum, tf.mod, tf.mul, tf.notEqual, tf.squaredDifference, tf.sub] as ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[]; // biome-ignore format: one line
    const fn = ({ x, y }: Feeds) => {
      const [isSmall, isLarge] = [tf.less(x!, y!), tf.greater(x!, 0)];
      const positive = tf.add(tf.abs(x!), 1.5);
      return {
        ...Object.fromEntries(unary.map((f, i) => [`unary${i}`, f(x!)])),
        ...Object.fromEntries(ofPositive.map((f, i) => [`positive${i}`, f(positive)])),
        ...Object.fromEntries(binary.map((f, i) => [`binary${i}`, f(x!, y!)])),
        pow: tf.pow(positive, y!),
        addN: tf.addN([x!, x!, tf.mul(x!, 0.5)]),
        both: tf.logicalAnd(isSmall, isLarge),
        either: tf.logicalOr(isSmall, tf.logicalNot(isLarge)),
        all: tf.all(isSmall, 1),
        any: tf.any(isSmall, 0, true),
      };
    };
    const model = await load(toGraphModel(fn, { x: { shape: ['n', 3] }, y: { shape: [3] } }));
    for (const n of [1, 4]) await expectSame(model, fn, { x: noise([n, 3], n), y: noise([3], 9) });
  });

  it('convolves and pools with any padding, also for images of dynamic size', async () => {
    const filter = tf.variable(noise([3, 3, 2, 4], 1)) as unknown as tf.Tensor4D;
    const depthwise = tf.variable(noise([3, 3, 4, 2], 2)) as unknown as tf.Tensor4D;
    const slopes = tf.variable(noise([4], 3));
    const fn = ({ x }: Feeds) => {
      const y = tf.prelu(
        tf.conv2d(x as tf.Tensor4D, filter, 1, 'same'),
        slopes as tf.Tensor,
      ) as tf.Tensor4D;
      return {
        strided: tf.conv2d(x as tf.Tensor4D, filter, 2, 1),
        dilated: tf.conv2d(x as tf.Tensor4D, filter, 1, 'valid', 'NHWC', 2),
        depthwise: tf.depthwiseConv2d(y, depthwise, 1, 'same'),
        max: tf.maxPool(y, 3, 2, 'same'),
        average: tf.avgPool(y, 2, 2, 'valid'),
      };
    };
    const model = await load(toGraphModel(fn, { x: { shape: [2, 8, 9, 2] } }));
    await expectSame(model, fn, { x: noise([2, 8, 9, 2], 5) });

    const whole = ({ x }: Feeds) => ({ y: tf.conv2d(x as tf.Tensor4D, filter, 1, 'same') });
    const free = await load(toGraphModel(whole, { x: { shape: ['n', 'h', 'w', 2] } }));
    for (const shape of [[1, 3, 4, 2], [2, 7, 5, 2]]) await expectSame(free, whole, { x: noise(shape, 6) }); // biome-ignore format: one line
  });

  it('writes the fused GRU as a loop, for every batch and length', async () => {
    await tf.setBackend('onnx'); // for what is expected
    try {
      const weightsOf = (input: number, hidden: number, seed: number) => ({
        weightIh: tf.variable(noise([input, 3 * hidden], seed)),
        weightHh: tf.variable(noise([hidden, 3 * hidden], seed + 1)),
        biasIh: tf.variable(noise([3 * hidden], seed + 2)),
        biasHh: tf.variable(noise([3 * hidden], seed + 3)),
      });
      const all = [weightsOf(3, 4, 1), weightsOf(3, 4, 5), weightsOf(8, 4, 9), weightsOf(8, 2, 13)];
      const gru = (x: tf.Tensor, k: number, reverse: boolean) =>
        tf.engine().runKernel<tf.Tensor>('SsvaerrGru', { x, ...all[k]! }, { reverse });
      const fn = ({ x }: Feeds) => {
        const below = tf.concat([gru(x!, 0, false), gru(x!, 1, true)], 2);
        // Neighbors that are not one layer: another input, another size.
        const turned = tf.neg(below);
        const above = gru(below, 2, true);
        const other = gru(turned, 2, true);
        const narrow = gru(turned, 3, false);
        return { above, other, rows: tf.reshape(narrow, [-1, 2]) };
      };
      const files = toGraphModel(fn, { x: { shape: ['batch', 'time', 3] } });
      expect(operatorsOf(files).filter((op) => op === 'StatelessWhile')).toHaveLength(4);
      const model = await load(files);
      for (const shape of [[1, 1, 3], [2, 5, 3], [3, 40, 3]]) await expectSame(model, fn, { x: noise(shape, 5) }, { loop: true }); // biome-ignore format: one line
    } finally {
      await tf.setBackend('cpu');
    }
  });

  it('accepts int32 and bool, and returns inputs and constants', async () => {
    const table = tf.tensor1d([5, -7]);
    const fn = ({ i, keep, x }: Feeds) => ({
      kept: tf.where(keep!, tf.add(i!, i!), tf.neg(i!)),
      same: tf.reshape(x!, [2, 1]),
      three: tf.scalar(3),
      ones: tf.mul(x!, tf.ones([2])),
      outer: tf.mul(tf.reshape(table, [2, 1]), tf.add(x!, table)), // the same numbers in another shape
    });
    const examples = {
      i: tf.tensor1d([1, 2], 'int32'),
      keep: { shape: [2], dtype: 'bool' as const },
      x: { shape: [2] },
    };
    const model = await load(toGraphModel(fn, examples));
    const keep = tf.tensor1d([1, 0], 'bool');
    await expectSame(model, fn, { i: tf.tensor1d([5, 6], 'int32'), keep, x: noise([2], 1) });
  });

  it('stores its options, and gives the same text and bytes for the same function', () => {
    const weight = tf.variable(noise([3, 2], 1), true, 'weight');
    const fn = ({ x }: Feeds) => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D);
    const options = { metadata: { mean: '0.42', note: 'größer' }, weightsFile: 'w.bin' };
    const once = () => toGraphModel(fn, { x: { shape: ['n', 3] } }, options);
    expect(once()).toEqual(once());
    const { userDefinedMetadata, weightsManifest } = JSON.parse(once().json);
    expect(userDefinedMetadata).toEqual(options.metadata);
    expect(weightsManifest[0].paths).toEqual(['w.bin']);
    expectNoLeak(() => once() && []);
    expect(tf.getBackend()).toBe('cpu');
  });

  it.each<[string, () => unknown, string]>([
    [
      'no input',
      () => toGraphModel(() => tf.scalar(1), {}),
      "toGraphModel: 'examples' must name at least one input, got none.",
    ],
    [
      'a read',
      () => toGraphModel(({ x }) => tf.mul(x, tf.neg(x).dataSync()[0]!), { x: { shape: [1] } }),
      "toGraphModel: 'fn' must not read values that depend on its inputs",
    ],
    [
      'a kernel without a form',
      () => toGraphModel(({ x }) => tf.cumsum(x), { x: { shape: [3] } }),
      "kernel 'Cumsum' is not supported in graph models",
    ],
    [
      'images with channels first',
      () =>
        toGraphModel(
          ({ x }) =>
            tf.conv2d(x as tf.Tensor4D, tf.ones([1, 1, 2, 2]) as tf.Tensor4D, 1, 'same', 'NCHW'),
          { x: { shape: [1, 2, 4, 4] } },
        ),
      'images must have channels last',
    ],
    [
      'half a size',
      () =>
        toGraphModel(({ x }) => tf.slice(x, [0], [Math.floor(x.shape[0]! / 2)]), {
          x: { shape: ['n'] },
        }),
      "toGraphModel: 'fn' must record the same graph for every 'n', got a shape (105) that differs.",
    ],
  ])('refuses %s', (_, call, message) => {
    const before = tf.memory().numTensors;
    expect(call).toThrow(message);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
  });
});

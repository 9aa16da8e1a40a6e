import { expectNoLeak, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { generalise, polynomial, sampleSizes } from './export/symbolic.ts';
import { toOnnx } from './index.ts';
import type { Graph } from './onnx/model.ts';

type Feeds = Readonly<Record<string, tf.Tensor>>;

/** Runs a model in onnxruntime's public API: the one that strangers use. */
async function run(model: Uint8Array, feeds: Feeds) {
  const session = await InferenceSession.create(model);
  const results = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, x]) => {
        const data = x.dataSync() as Float32Array;
        return [name, new Tensor(x.dtype as 'float32', data, x.shape)];
      }),
    ),
  );
  await session.release();
  return results;
}

/** What the model gives is what the function gives. */
async function expectSame(
  model: Uint8Array,
  fn: (inputs: Feeds) => Record<string, tf.Tensor>,
  feeds: Feeds,
) {
  const [found, expected] = [await run(model, feeds), fn(feeds)];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) {
    expect(found[name]!.dims, name).toEqual(tensor.shape);
    // Both are float32, in another order of sums.
    const atol = 1e-5 * Math.max(1, tf.max(tf.abs(tensor)).dataSync()[0]!);
    const values = found[name]!.data as Float32Array;
    expect(values).toBeAllclose(tensor.dataSync() as Float32Array, { atol });
  }
}

const noise = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

afterEach(() => {
  tf.disposeVariables();
});

describe('toOnnx', () => {
  it('writes 2 x + 1', async () => {
    const slope = tf.variable(tf.tensor1d([2, 2, 3]), true, 'slope');
    const model = toOnnx(({ x }) => tf.add(tf.mul(x, slope), 1), { x: { shape: [3] } });
    const { nodes, initializers, domains, inputs, outputs } = read(model);
    expect(nodes.map(({ type }) => type)).toEqual(['Mul', 'Add', 'Identity']);
    expect(initializers).toContain('slope');
    expect({ domains, inputs, outputs }).toEqual({
      domains: [''],
      inputs: [['x', [3]]],
      outputs: [['output', [3]]],
    });
    const { output } = await run(model, { x: tf.tensor1d([0, 1, 2]) });
    expect(output!.data).toEqual(Float32Array.of(1, 3, 7));
  });

  it('uses standard operators only where the backend has faster ones of its own', async () => {
    const filter = tf.variable(noise([3, 3, 8, 16], 1));
    const depthwise = tf.variable(noise([3, 3, 16, 2], 2));
    const [a, b] = [tf.variable(noise([2, 5, 3], 3)), tf.variable(noise([2, 4, 5], 4))];
    const fn = ({ x }: Feeds) => {
      const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      const pooled = tf.maxPool(tf.relu(y), 3, 2, 'same');
      return {
        image: tf.depthwiseConv2d(pooled, depthwise as tf.Tensor4D, 2, 'valid'),
        product: tf.add(tf.matMul(a, b, true, true), tf.mean(x!)),
        gram: tf.matMul(y, y, false, true),
      };
    };
    // Few pixels: the backend would take them tap by tap.
    const model = toOnnx(fn, { x: { shape: [2, 8, 8, 8] } });
    const { nodes, domains } = read(model);
    expect(domains).toEqual(['']);
    expect(nodes.map(({ domain }) => domain)).toEqual(nodes.map(() => ''));
    expect(nodes.filter(({ type }) => type === 'Conv')).toHaveLength(2);
    await expectSame(model, fn, { x: noise([2, 8, 8, 8], 5) });
  });

  it("writes the fused GRU as ONNX's GRU, for every length", async () => {
    await tf.setBackend('onnx'); // for what is expected
    try {
      const weights = {
        weightIh: tf.variable(noise([3, 12], 1)),
        weightHh: tf.variable(noise([4, 12], 2)),
        biasIh: tf.variable(noise([12], 3)),
        biasHh: tf.variable(noise([12], 4)),
      };
      const layer = (x: tf.Tensor | undefined, reverse: boolean) =>
        tf.engine().runKernel<tf.Tensor>('SsvaerrGru', { x: x!, ...weights }, { reverse });
      const fn = ({ x }: Feeds) => ({ y: tf.concat([layer(x, false), layer(x, true)], 2) });
      const model = toOnnx(fn, { x: { shape: ['batch', 'time', 3] } });
      const gru = read(model).nodes.filter(({ type }) => type === 'GRU');
      expect(gru).toHaveLength(2);
      for (const shape of [[1, 1, 3], [2, 5, 3], [3, 40, 3]]) await expectSame(model, fn, { x: noise(shape, 5) }); // biome-ignore format: one line
    } finally {
      await tf.setBackend('cpu');
    }
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
      const sum = tf.sub(tf.add(frames, next), tf.zeros([batch, time, 6]));
      return {
        joined: tf.concat([tf.transpose(sum, [1, 0, 2]), tf.expandDims(y!, 0)], 0),
        mean: tf.mean(sum, 1),
      };
    };
    const model = toOnnx(fn, { x: { shape: ['b', 't', 4] }, y: { shape: ['b', 6] } });
    expect(read(model).inputs).toEqual([
      ['x', ['b', 't', 4]],
      ['y', ['b', 6]],
    ]);
    expect(read(model).outputs).toEqual([
      ['joined', ['?', 'b', 6]],
      ['mean', ['b', 6]],
    ]);
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(size, size, async (b, t) => {
        await expectSame(model, fn, { x: noise([b, t, 4], t), y: noise([b, 6], 7) });
      }),
      { numRuns: 12 },
    );
  });

  it('accepts int32 and bool, and inputs that are not used', async () => {
    const fn = ({ i, keep }: Feeds) => ({ kept: tf.where(keep!, tf.add(i!, i!), tf.neg(i!)) });
    const model = toOnnx(fn, {
      i: tf.tensor1d([1, 2], 'int32'),
      keep: { shape: [2], dtype: 'bool' },
      unused: { shape: [1] },
    });
    expect(read(model).inputs.map(([name]) => name)).toEqual(['i', 'keep', 'unused']);
    const feeds = { i: tf.tensor1d([5, 6], 'int32'), keep: tf.tensor1d([1, 0], 'bool') };
    const { kept } = await run(model, { ...feeds, unused: tf.tensor1d([0]) });
    expect(kept!.data).toEqual(Int32Array.of(10, -6));
  });

  it('returns inputs and constants', async () => {
    const table = tf.tensor1d([5, -7]);
    const fn = ({ x }: Feeds) => ({
      same: tf.reshape(x!, [2, 1]),
      three: tf.scalar(3),
      ones: tf.mul(x!, tf.ones([2])),
      sum: tf.add(x!, table),
      outer: tf.mul(tf.reshape(table, [2, 1]), x!), // the same numbers in another shape
    });
    await expectSame(toOnnx(fn, { x: { shape: [2] } }), fn, { x: tf.tensor1d([1, 2]) });
  });

  it('stores its metadata', () => {
    const metadata = { mean: '0.42', note: 'größer' };
    const model = toOnnx(({ x }) => tf.neg(x), { x: { shape: [1] } }, { metadata });
    expect(read(model).metadata).toEqual(metadata);
  });

  it('gives the same bytes for the same function, and neither leaks nor changes the backend', () => {
    const weight = tf.variable(noise([3, 2], 1), true, 'weight');
    const before = weight.dataSync().slice();
    const fn = ({ x }: Feeds) => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D);
    const once = () => toOnnx(fn, { x: { shape: ['n', 3] } });
    expect(Buffer.compare(once(), once())).toBe(0);
    expectNoLeak(() => {
      once();
      return [];
    });
    expect(tf.getBackend()).toBe('cpu');
    expect(weight.dataSync()).toEqual(before);
    expect(tf.findBackend('onnx-export').numDataIds()).toBe(0); // nothing was left there
    expect(fn({ x: tf.ones([1, 3]) }).shape).toEqual([1, 2]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'no input',
      () => toOnnx(() => tf.scalar(1), {}),
      "'examples' must name at least one input, got none.",
    ],
    [
      'a name',
      () => toOnnx(({ 'a.b': x }) => x, { 'a.b': { shape: [1] } }),
      'the name of an input must consist of letters, digits and _, got "a.b".',
    ],
    [
      'a size',
      () => toOnnx(({ x }) => x, { x: { shape: [0, 2] } }),
      "'x' must have sizes that are integers >= 1 or names, got [0, 2].",
    ],
    [
      'a type',
      () => toOnnx(({ x }) => x, { x: { shape: [1], dtype: 'string' } }),
      "'x' must be of type float32, int32 or bool, got string.",
    ],
    [
      'four dynamic sizes',
      () => toOnnx(({ x }) => x, { x: { shape: ['a', 'b', 'c', 'd'] } }),
      "'examples' must have at most 3 dynamic sizes, got a, b, c, d.",
    ],
    [
      'no tensor',
      () => toOnnx(() => 3 as never, { x: { shape: [1] } }),
      "'fn' must return a tensor or tensors by name, got 3.",
    ],
    [
      'an output named as an input',
      () => toOnnx(({ x }) => ({ x }), { x: { shape: [1] } }),
      "'fn' must return outputs that are not named like an input, got 'x' twice.",
    ],
    [
      'a read',
      () => toOnnx(({ x }) => tf.mul(x, tf.neg(x).dataSync()[0]!), { x: { shape: [1] } }),
      "'fn' must not read values that depend on its inputs (dataSync, arraySync, data)",
    ],
    [
      'a kernel without a form',
      () =>
        toOnnx(({ x }) => tf.image.rotateWithOffset(x as tf.Tensor4D, 1), {
          x: { shape: [1, 4, 4, 1] },
        }),
      "onnx: kernel 'RotateWithOffset' (float32) has no ONNX form for this call",
    ],
    [
      'a graph as long as its input',
      () => toOnnx(({ x }) => tf.addN(tf.unstack(x)), { x: { shape: ['time', 2] } }),
      "'fn' must record the same graph for every 'time', got a",
    ],
    [
      'half a size',
      () =>
        toOnnx(({ x }) => tf.slice(x, [0], [Math.floor(x.shape[0]! / 2)]), { x: { shape: ['n'] } }),
      "'fn' must record the same graph for every 'n', got a shape (105) that differs.",
    ],
    [
      'numbers that depend on a size',
      () => toOnnx(({ x }) => tf.mul(x, x.shape[0]!), { x: { shape: ['n'] } }),
      "'fn' must record the same graph for every 'n', got a constant (float32 []) that differs.",
    ],
  ])('refuses %s', (_, call, message) => {
    const before = tf.memory().numTensors;
    expect(call).toThrow(message);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('polynomial', () => {
  it('law: recovers integer coefficients', () => {
    const coefficients = fc.array(fc.integer({ min: -50, max: 50 }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), coefficients, (axes, all) => {
        const wanted = all.slice(0, 2 ** axes);
        const samples = sampleSizes(axes);
        const values = samples.map((sizes) =>
          wanted.reduce((sum, c, subset) => {
            const factors = sizes.filter((_, k) => (subset >> k) & 1);
            return sum + factors.reduce((product, size) => product * size, c);
          }, 0),
        );
        expect(polynomial(samples, values)!.map((c) => c + 0)).toEqual(wanted);
        // The sample that nothing was worked out from tells what is no polynomial.
        values[values.length - 1]! += 1;
        expect(polynomial(samples, values)).toBeUndefined();
      }),
    );
  });

  it('refuses halves and remainders', () => {
    const samples = sampleSizes(1);
    const values = (f: (n: number) => number) => samples.map(([n]) => f(n!));
    expect(
      polynomial(
        samples,
        values((n) => 3 * n - 2),
      ),
    ).toEqual([-2, 3]);
    expect(
      polynomial(
        samples,
        values((n) => Math.ceil(n / 2)),
      ),
    ).toBeUndefined();
    expect(
      polynomial(
        samples,
        values((n) => n % 2),
      ),
    ).toBeUndefined();
    expect(
      polynomial(
        samples,
        values((n) => n * n),
      ),
    ).toBeUndefined();
  });
});

describe('generalise', () => {
  it('leaves a graph unchanged that does not depend on the sizes', () => {
    const graph: Graph = { nodes: [], constants: [], inputs: [], outputs: [] };
    const samples = sampleSizes(1).map((sizes) => ({ sizes, graph }));
    expect(generalise('toOnnx', [{ name: 'n', input: 'x', axis: 0 }], samples)).toEqual(graph);
  });
});

it('law: whatever the numbers, the model gives what TF.js gives', async () => {
  const fn = ({ x }: Feeds) => ({ y: tf.softmax(tf.mul(tf.tanh(x!), 3)) });
  const model = toOnnx(fn, { x: { shape: ['n'] } });
  await fc.assert(
    fc.asyncProperty(sixtyFourthsArray({ min: -8, max: 8 }), (values) =>
      expectSame(model, fn, { x: tf.tensor1d(values) }),
    ),
    { numRuns: 30 },
  );
});

// --- a reader of as much of ONNX as the tests look at ---

type Field = readonly [number: number, value: number | Uint8Array];

/** The fields of a protobuf message: varints as numbers, everything else as bytes. */
function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const length = { 0: undefined, 1: 8, 2: -1, 5: 4 }[tag & 7];
    if (length === undefined) found.push([tag >> 3, varint()]);
    else {
      const size = length < 0 ? varint() : length;
      found.push([tag >> 3, bytes.subarray(at, at + size)]);
      at += size;
    }
  }
  return found;
}

const all = (message: Uint8Array, number: number) =>
  fields(message)
    .filter(([field]) => field === number)
    .map(([, value]) => value as Uint8Array);

const text = (message: Uint8Array, number: number) =>
  all(message, number).map((value) => Buffer.from(value).toString())[0] ?? '';

/** Field numbers: onnx/onnx.proto. */
function read(model: Uint8Array) {
  const graph = all(model, 7)[0]!;
  const port = (value: Uint8Array) => {
    const tensor = all(all(value, 2)[0]!, 1)[0]!;
    const sizes = all(all(tensor, 2)[0]!, 1).map((size) => {
      const [[field, content] = [0, 0] as Field] = fields(size);
      return field === 1 ? content : field === 2 ? text(size, 2) : '?';
    });
    return [text(value, 1), sizes];
  };
  return {
    domains: all(model, 8).map((opset) => text(opset, 1)),
    metadata: Object.fromEntries(all(model, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
    nodes: all(graph, 1).map((node) => ({ type: text(node, 4), domain: text(node, 7) })),
    initializers: all(graph, 5).map((tensor) => text(tensor, 8)),
    inputs: all(graph, 11).map(port),
    outputs: all(graph, 12).map(port),
  };
}

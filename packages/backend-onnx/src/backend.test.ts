import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onnxBackend, registerOnnxBackend } from './index.ts';

const onnx = () => onnxBackend();

async function start(options: Parameters<typeof registerOnnxBackend>[0] = {}) {
  registerOnnxBackend({ threads: 1, ...options });
  await tf.setBackend('onnx');
}

beforeEach(() => start());
afterEach(() => tf.disposeVariables());

describe('recording', () => {
  it('runs nothing until a value is read, then everything that is held, once', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.mul(x, 2);
    const z = tf.tidy(() => tf.sum(tf.square(y)));
    expect(onnx().report()).toMatchObject({ kernels: 3, pending: 2, compiles: 0, runs: 0 });
    expect(z.dataSync()).toEqual(new Float32Array([56]));
    expect(onnx().report()).toMatchObject({ pending: 0, compiles: 1, runs: 1 });
    expect([...y.dataSync()]).toEqual([2, 4, 6]);
    expect(onnx().report()).toMatchObject({ compiles: 1, runs: 1 });
  });

  it('computes what was disposed before the read only if something needs it', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.add(x, 1);
    const unused = tf.exp(x);
    const z = tf.mul(y, y);
    for (const t of [x, y, unused]) t.dispose();
    expect([...(await z.data())]).toEqual([4, 9, 16]);
  });

  it('uses the values that an array has when the tensor is created', () => {
    const values = new Float32Array([1, 2]);
    const y = tf.add(tf.tensor1d(values), 1);
    values.fill(9);
    expect([...y.dataSync()]).toEqual([2, 3]);
  });

  it('returns copies', () => {
    const x = tf.tensor1d([1, 2]);
    x.dataSync().fill(9);
    const y = tf.add(x, 1);
    y.dataSync().fill(9);
    expect([...x.dataSync(), ...y.dataSync()]).toEqual([1, 2, 2, 3]);
  });

  it('records large constants instead of writing them', () => {
    const x = tf.add(tf.fill([100], 0), tf.onesLike(tf.fill([100], 5)));
    expect(onnx().report().kernels).toBe(4);
    expect(x.dataSync()).toEqual(new Float32Array(100).fill(1));
  });

  it('makes no graph for an empty result', () => {
    expect([...tf.add(tf.zeros([0, 3]), 1).dataSync()]).toEqual([]);
    expect(onnx().report().compiles).toBe(0);
  });

  it('runs every kernel at once with `eager`', async () => {
    await start({ eager: true });
    const y = tf.sqrt(tf.add(tf.tensor1d([3, 8]), 1));
    expect(onnx().report()).toMatchObject({ kernels: 2, runs: 2, pending: 0 });
    expect([...y.dataSync()]).toEqual([2, 3]);
  });
});

describe('compiling', () => {
  it('compiles one graph for steps that differ in numbers only', () => {
    const step = (lr: number, at: number) =>
      tf.tidy(() => {
        const x = tf.fill([2, 3], at);
        return tf.sum(tf.clipByValue(tf.mul(x, lr), 0, lr)).dataSync()[0];
      });
    expect(step(0.5, 1)).toBe(3);
    expect(step(0.25, 2)).toBe(1.5);
    expect(step(2, 0.25)).toBe(3);
    expect(onnx().report()).toMatchObject({ compiles: 1, runs: 3 });
  });

  it('distinguishes attributes that JSON does not', () => {
    const padded = (value: number) => [...tf.pad(tf.tensor1d([1]), [[0, 1]], value).dataSync()];
    expect(padded(Number.POSITIVE_INFINITY)).toEqual([1, Number.POSITIVE_INFINITY]);
    expect(padded(Number.NEGATIVE_INFINITY)).toEqual([1, Number.NEGATIVE_INFINITY]);
    expect(padded(Number.NaN)).toEqual([1, Number.NaN]);
    expect(padded(0)).toEqual([1, 0]);
    expect(padded(-0)).toEqual([1, -0]);
  });

  it('distinguishes the same kernels connected differently', () => {
    const [a, b] = [tf.tensor1d([5]), tf.tensor1d([3])];
    const read = (t: tf.Tensor) => t.dataSync()[0];
    expect(read(tf.sub(a, b))).toBe(2);
    expect(read(tf.sub(a, a))).toBe(0);
    expect(read(tf.sub(b, a))).toBe(-2);
    expect(onnx().report().compiles).toBe(2);
    expect(read(tf.sub(tf.sub(a, b), a))).toBe(-3);
    expect(read(tf.sub(tf.sub(a, b), b))).toBe(-1);
    expect(read(tf.sub(a, tf.sub(a, b)))).toBe(3);
  });

  it('distinguishes the same kernels with other results, or results of other shapes', () => {
    const x = tf.tensor1d([1, 2]);
    const both = (keep: boolean) => {
      const y = tf.add(x, 1);
      const z = tf.mul(y, y);
      if (!keep) y.dispose();
      return [...z.dataSync(), ...(keep ? y.dataSync() : [])];
    };
    expect(both(false)).toEqual([4, 9]);
    expect(both(true)).toEqual([4, 9, 2, 3]);
    const image = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
    for (const size of [2, 3, 4]) {
      const resized = tf.image.resizeNearestNeighbor(image, [size, size]);
      expect([...resized.dataSync()]).toEqual(Array(size * size).fill(1));
    }
  });

  it('slices batches from a data set without a graph', () => {
    const data = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    for (let i = 0; i < 3; i++) {
      expect([...tf.slice(data, [i, 0], [1, 2]).dataSync()]).toEqual([2 * i + 1, 2 * i + 2]);
    }
    expect([...tf.slice(data, [0, 1], [3, 1]).dataSync()]).toEqual([2, 4, 6]);
    expect(onnx().report().compiles).toBe(1);
  });

  it('keeps `cacheSize` graphs and disposes the others', async () => {
    await start({ cacheSize: 3 });
    for (let n = 1; n <= 10; n++) tf.add(tf.ones([n]), 1).dataSync();
    expect(onnx().report()).toMatchObject({ compiles: 10, cached: 3 });
    tf.add(tf.ones([10]), 1).dataSync();
    expect(onnx().report().compiles).toBe(10);
    tf.add(tf.ones([1]), 1).dataSync();
    expect(onnx().report().compiles).toBe(11);
  });
});

/** What is left when the garbage is gone. */
async function memoryAfterCollection() {
  setFlagsFromString('--expose-gc');
  for (let round = 0; round < 3; round++) {
    runInNewContext('gc')();
    await new Promise(setImmediate); // native memory is released a turn later
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed, arrays: arrayBuffers, rss };
}

describe('training', () => {
  /** A small convolutional net with batch norm, moving statistics and Adam, in plain TF.js. */
  function makeStep() {
    const variable = (shape: number[], seed: number) =>
      tf.variable(tf.randomUniform(shape, -0.4, 0.4, 'float32', seed));
    const filter = variable([3, 3, 2, 4], 1);
    const [scale, offset] = [tf.variable(tf.ones([4])), tf.variable(tf.zeros([4]))];
    const dense = variable([36, 3], 2);
    const movingMean = tf.variable(tf.zeros([4]), false);
    const weights = [filter, scale, offset, dense];
    const optimizer = tf.train.adam(0.01);

    const forward = (x: tf.Tensor4D) => {
      const convolved = tf.relu(tf.conv2d(x, filter as tf.Tensor4D, 1, 'valid'));
      const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
      movingMean.assign(tf.add(tf.mul(movingMean, 0.9), tf.mul(mean, 0.1)) as tf.Tensor1D);
      const normal = tf.batchNorm(
        convolved,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      );
      const pooled = tf.maxPool(normal, 2, 2, 'valid');
      return tf.matMul(tf.reshape(pooled, [x.shape[0], 36]), dense as tf.Tensor2D);
    };
    const step = (i: number) =>
      tf.tidy(() => {
        const x = tf.randomUniform([4, 8, 8, 2], -1, 1, 'float32', i + 1) as tf.Tensor4D;
        const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0], 'int32'), 3);
        return optimizer.minimize(() => tf.losses.meanSquaredError(y, forward(x)), true, weights)!;
      });
    const dispose = () => {
      optimizer.dispose();
      tf.dispose([...weights, movingMean]);
    };
    return { step, dispose, weights };
  }

  function losses(steps: number): number[] {
    const { step, dispose } = makeStep();
    const values = Array.from({ length: steps }, (_, i) => {
      const loss = step(i);
      const value = loss.dataSync()[0]!;
      loss.dispose();
      return value;
    });
    dispose();
    return values;
  }

  it('gives the losses of the cpu backend', async () => {
    const lazy = losses(8);
    await start({ eager: true });
    const eager = losses(8);
    await tf.setBackend('cpu');
    const cpu = losses(8);
    expect(lazy).toBeAllclose(cpu, { atol: 0, rtol: 1e-4 });
    expect(eager).toBeAllclose(cpu, { atol: 0, rtol: 1e-4 });
  });

  it.each([
    ['read', true],
    ['not read', false],
  ])(
    'compiles the first value of a variable, and one graph for all steps, if they are %s',
    (_, isRead) => {
      const w = tf.variable(tf.add(tf.ones([4, 4]), 1)); // pending
      for (let i = 0; i < 4; i++) {
        const loss = tf.tidy(() => {
          const x = tf.mul(tf.tensor2d([[1, 2, 3, i]]), 2); // before the step's first read of a variable
          const y = tf.matMul(x, w as unknown as tf.Tensor2D);
          w.assign(tf.sub(w, 0.1));
          return tf.sum(y);
        });
        if (isRead) loss.dataSync();
        loss.dispose();
      }
      expect(w.dataSync()[0]).toBeCloseTo(1.6);
      expect(onnx().report()).toMatchObject({ compiles: 2, runs: 5 });
    },
  );

  /** A student and a teacher see two views each; both move a running statistic, the teacher follows. */
  function selfSupervisedStep([w, seen, teacher, seenByTeacher]: tf.Variable[]) {
    const forward = (weights: tf.Tensor, statistic: tf.Variable, x: number) => {
      const y = tf.mul(weights, tf.tensor1d([x]));
      statistic.assign(tf.add(tf.mul(statistic, 0.5), y));
      return y;
    };
    const targets = [1, 2].map((x) => forward(teacher!, seenByTeacher!, x));
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.addN([3, 4].map((x, i) => tf.mul(forward(w!, seen!, x), targets[i]!)))),
      [w!],
    );
    w!.assign(tf.sub(w!, tf.mul(grads[w!.name]!, 0.125)));
    teacher!.assign(tf.mul(tf.add(teacher!, w!), 0.5));
  }

  it("keeps reads of a step's own assignments in one graph, and no more", () => {
    const variables = [1, 0, 1, 0].map((x) => tf.tidy(() => tf.variable(tf.tensor1d([x]))));
    const step = () => selfSupervisedStep(variables);
    for (let i = 0; i < 3; i++) tf.tidy(step);
    // All in one outermost scope: each gradient begins a step.
    tf.tidy(() => {
      for (let i = 0; i < 3; i++) step();
    });
    const values = variables.map((x) => x.dataSync()[0]!);
    const { compiles, runs } = onnx().report();
    expect(runs).toBe(6);
    expect(compiles).toBeLessThanOrEqual(4); // where a step ends differs between the two

    // The same in numbers.
    let [w, seen, teacher, seenByTeacher] = [1, 0, 1, 0];
    for (let i = 0; i < 6; i++) {
      for (const x of [1, 2]) seenByTeacher = seenByTeacher / 2 + x * teacher;
      for (const x of [3, 4]) seen = seen / 2 + x * w;
      w -= (3 * teacher + 4 * 2 * teacher) / 8;
      teacher = (teacher + w) / 2;
    }
    expect(values).toBeAllclose([w, seen, teacher, seenByTeacher], { atol: 0, rtol: 1e-5 });
  });

  it('compiles nothing after warm-up, falls back nowhere, and grows nowhere in 2,000 steps', async () => {
    const { step, dispose } = makeStep();
    const run = (i: number) => {
      const loss = step(i);
      loss.dataSync();
      loss.dispose();
    };
    for (let i = 0; i < 3; i++) run(i);
    const before = { ...tf.memory(), ids: onnx().numDataIds() };
    const { cached } = onnx().report();
    onnx().resetReport();
    for (let i = 0; i < 1000; i++) run(i);
    const early = await memoryAfterCollection();
    for (let i = 1000; i < 2000; i++) run(i);
    const late = await memoryAfterCollection();

    expect(onnx().report()).toMatchObject({ compiles: 0, runs: 2000, fallbacks: {}, pending: 0 });
    expect({ ...tf.memory(), ids: onnx().numDataIds() }).toEqual(before);
    expect(onnx().report().cached).toBe(cached);
    // One forgotten filter gradient a step would be 288 kB; TF.js's own tape and Adam leave 2 kB of objects.
    expect(late.arrays - early.arrays).toBeLessThan(100e3);
    expect(late.heap - early.heap).toBeLessThan(1000 * 4e3);
    expect(late.rss - early.rss).toBeLessThan(20e6);
    dispose();
  }, 120_000);

  it('runs each step when the next one begins, if nobody reads', () => {
    const { step, dispose, weights } = makeStep();
    for (let i = 0; i < 5; i++) step(i).dispose();
    onnx().resetReport();
    for (let i = 5; i < 11; i++) {
      step(i).dispose();
      expect(onnx().report().pending).toBeLessThan(100);
    }
    expect(onnx().report()).toMatchObject({ compiles: 0, runs: 6 });
    const unread = weights[0]!.dataSync();
    dispose();

    const again = makeStep();
    for (let i = 0; i < 11; i++) {
      const loss = again.step(i);
      loss.dataSync();
      loss.dispose();
    }
    expect(again.weights[0]!).toBeAllclose(unread, { atol: 1e-6 });
    again.dispose();
  });

  it('gives the same bits whatever ran before', async () => {
    const first = losses(5);
    await start({ cacheSize: 1 });
    for (let n = 1; n < 6; n++) tf.softmax(tf.ones([n, n])).dataSync();
    losses(2);
    expect(losses(5)).toEqual(first);
  });

  it('trains a tf.layers model with fit', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 8,
          activation: 'tanh',
          inputShape: [2],
          kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
        }),
        tf.layers.dense({
          units: 1,
          activation: 'sigmoid',
          kernelInitializer: tf.initializers.glorotUniform({ seed: 4 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.1), loss: 'binaryCrossentropy', metrics: ['acc'] });
    const x = tf.tensor2d([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
    const y = tf.tensor2d([0, 1, 1, 0], [4, 1]);
    const { history } = await model.fit(x, y, { epochs: 60, batchSize: 2, verbose: 0 });
    expect(history.loss!.at(-1)).toBeLessThan(0.5 * (history.loss![0] as number));
    expect(onnx().report().fallbacks).toEqual({});
    model.dispose();
  }, 30_000);
});

describe('memory', () => {
  it('is counted as on any backend, pending or not', () => {
    const before = tf.memory();
    expect(before.unreliable).toBe(false);
    const x = tf.ones([2, 3]);
    const y = tf.reshape(tf.square(x), [6]);
    expect(tf.memory().numTensors - before.numTensors).toBe(3);
    expect(tf.memory().numBytes - before.numBytes).toBe(3 * 24);
    y.dataSync();
    expect(tf.memory().numTensors - before.numTensors).toBe(3);
    tf.dispose([x, y]);
    expect(tf.memory().numTensors - before.numTensors).toBe(1);
  });

  it('accepts tensors from other backends and returns them', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2]);
    const words = tf.tensor1d(['a', 'b']);
    await tf.setBackend('onnx');
    const y = tf.add(x, 1);
    expect(words.dataSync()).toEqual(['a', 'b']);
    await tf.setBackend('cpu');
    expect([...tf.mul(y, x).dataSync()]).toEqual([2, 6]);
  });
});

describe('fallbacks', () => {
  it('run on TF.js cpu kernels, and are counted', () => {
    const x = tf.tensor1d([1, 2, 3]);
    expect([...tf.cumprod(tf.add(x, 1)).dataSync()]).toEqual([2, 6, 24]);
    expect(onnx().report().fallbacks).toEqual({ Cumprod: 1 });
    onnx().resetReport();
    expect(onnx().report().fallbacks).toEqual({});
  });

  it("are errors with fallback: 'error'", async () => {
    await start({ fallback: 'error' });
    expect(() => tf.cumprod(tf.tensor1d([1, 2]))).toThrow(
      "onnx: kernel 'Cumprod' (float32) has no ONNX form for this call, and 'fallback' is 'error'.",
    );
  });
});

describe('errors while a graph runs', () => {
  /** Out of range, but not known before the graph runs. */
  const bad = () => {
    const indices = tf.add(tf.tensor1d([0, 7], 'int32'), tf.scalar(1, 'int32'));
    return tf.gather(tf.tensor1d([1, 2]), indices);
  };

  it('name the TF.js kernel', () => {
    expect(() => bad().dataSync()).toThrow(
      /onnx: GatherV2\(float32\[2\], int32\[2\]\) failed: .*out of data bounds/,
    );
  });

  it('name the call site with `debug`', async () => {
    await start({ debug: true });
    expect(() => bad().dataSync()).toThrow(/Recorded at .*backend\.test\.ts/s);
  });

  it('leave other tensors alone', () => {
    const good = tf.add(tf.tensor1d([1]), 1);
    const broken = bad();
    const later = tf.mul(good, 3);
    expect([...later.dataSync()]).toEqual([6]);
    expect([...good.dataSync()]).toEqual([2]);
    expect(() => broken.dataSync()).toThrow('GatherV2');
    expect([...tf.add(good, 1).dataSync()]).toEqual([3]);
  });
});

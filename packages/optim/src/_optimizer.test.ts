import { expectNoLeak, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Adam, AdamW, type Exclusion, LARS, SGD } from './index.ts';

/** What all four take; the rest has defaults. */
interface Options {
  learningRate: number;
  weightDecay?: number;
  exclude?: Exclusion;
}

/** Where a first step takes an entry `p > 0` of a matrix whose gradient is zero. */
type Decayed = (p: number, lr: number, wd: number) => number;
const optimizers = [
  {
    Optimizer: AdamW,
    slots: ['m', 'v'],
    rate: 0.05,
    decayed: ((p, lr, wd) => p - lr * wd * p) as Decayed,
  },
  // The decay goes through the moments: m / sqrt(v).
  {
    Optimizer: Adam,
    slots: ['m', 'v'],
    rate: 0.05,
    decayed: ((p, lr, wd) => p - (lr * wd * p) / (wd * p + 1e-8)) as Decayed,
  },
  {
    Optimizer: SGD,
    slots: ['m'],
    rate: 0.005,
    decayed: ((p, lr, wd) => p - lr * wd * p) as Decayed,
  },
  // The trust ratio gives the decay the length eta ||p||, whatever its own.
  { Optimizer: LARS, slots: ['m'], rate: 0.4, decayed: ((p, lr) => p - lr * 1e-3 * p) as Decayed },
].map((row) => ({ name: row.Optimizer.className.replace('Ssvaerr', ''), ...row }));

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
  expect(tf.memory().numTensors - tensorsBefore, 'tensors left behind').toBe(0);
});

const variable = (name: string, values: tf.TensorLike, shape?: number[]) =>
  tf.variable(tf.tensor(values, shape, 'float32'), true, name);
const gradients = (...entries: [tf.Variable, number[]][]) =>
  entries.map(([{ name, shape }, values]) => ({ name, tensor: tf.tensor(values, shape) }));
const bits = (tensor: tf.Tensor) => [
  ...new Uint32Array(new Float32Array(tensor.dataSync()).buffer),
];

describe.each(optimizers)('$name', ({ name, Optimizer, slots, rate, decayed }) => {
  const make = (options: Options) => new Optimizer(options);

  it('is a tf.Optimizer that TF.js can write down and make again', () => {
    const optimizer = make({ learningRate: 0.25, weightDecay: 0.5, exclude: 'biasesAndNorms' });
    expect(optimizer).toBeInstanceOf(tf.Optimizer);
    expect(optimizer.getClassName()).toBe(`Ssvaerr${name}`);
    const [registered, fromConfig] =
      tf.serialization.SerializationMap.getMap().classNameMap[Optimizer.className]!;
    expect(registered).toBe(Optimizer);
    const config = JSON.parse(JSON.stringify(optimizer.getConfig()));
    const again = fromConfig(registered, { ...config, customObjects: {} }) as typeof optimizer;
    expect(again.getConfig()).toEqual(optimizer.getConfig());
    expect(again).toMatchObject({
      learningRate: 0.25,
      weightDecay: 0.5,
      exclude: 'biasesAndNorms',
    });
    // A registered name of TF.js's own would be taken over for every program on the page.
    expect(tf.serialization.SerializationMap.getMap().classNameMap.Adam?.[0]).not.toBe(Adam);
  });

  it('finds the bottom of a parabola and of a bent valley (Rosenbrock)', () => {
    const at = variable('at', [[-0.5], [1]]);
    const parabola = () => tf.sum(tf.square(tf.sub(at, [[0.5], [-0.75]]))) as tf.Scalar;
    const rosenbrock = () =>
      tf.tidy(() => {
        const [x, y] = tf.split(at, 2) as [tf.Tensor, tf.Tensor];
        const bend = tf.square(tf.sub(y, tf.square(x)));
        return tf.sum(tf.add(tf.square(tf.sub(1, x)), tf.mul(10, bend))) as tf.Scalar;
      });
    for (const loss of [parabola, rosenbrock]) {
      at.assign(tf.tensor2d([[-0.5], [1]]));
      const optimizer = make({
        learningRate: rate,
        weightDecay: 0,
        ...(name === 'LARS' && { eta: 0.02 }),
      });
      const start = loss().dataSync()[0]!;
      for (let step = 0; step < 400; step++) {
        optimizer.learningRate = rate * (1 - step / 400);
        optimizer.minimize(loss, false, [at]);
      }
      expect(loss().dataSync()[0]! / start).toBeLessThan(0.01);
      optimizer.dispose();
    }
  });

  it('leaves parameters alone where gradient and decay are zero', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ length: 4 }), (values) => {
        const p = variable('still', values, [2, 2]);
        const optimizer = make({ learningRate: 0.5, weightDecay: 0 });
        for (let step = 0; step < 3; step++) optimizer.applyGradients(gradients([p, [0, 0, 0, 0]]));
        expect([...p.dataSync()]).toEqual(values);
        tf.dispose(p);
        optimizer.dispose();
      }),
      { numRuns: 20 },
    );
  });

  it('shrinks by exactly the decay where the gradient is zero', () => {
    const positive = fc.array(sixtyFourths({ min: 1 / 64, max: 2 }), {
      minLength: 4,
      maxLength: 4,
    });
    const unit = sixtyFourths({ min: 1 / 64, max: 1 });
    fc.assert(
      fc.property(positive, unit, unit, (values, learningRate, weightDecay) => {
        const p = variable('shrinking', values, [2, 2]);
        const optimizer = make({ learningRate, weightDecay });
        optimizer.applyGradients(gradients([p, [0, 0, 0, 0]]));
        const expected = values.map((value) => decayed(value, learningRate, weightDecay));
        expect(p).toBeAllclose(expected, { atol: 2e-7, rtol: 2e-7 });
        tf.dispose(p);
        optimizer.dispose();
      }),
      { numRuns: 30 },
    );
  });

  it('does not decay what is excluded: by rank, or by a function of name and shape', () => {
    const make3 = (prefix: string) => [
      variable(`${prefix}/kernel`, [1, 2], [1, 2]),
      variable(`${prefix}/bias`, [1, 2]),
      variable(`${prefix}/scale`, 1, []),
    ];
    const moved = (exclude: Exclusion) => {
      const variables = make3('some');
      const optimizer = make({ learningRate: 0.5, weightDecay: 0.5, exclude });
      const zeros = variables.map(({ name, shape }) => ({ name, tensor: tf.zeros(shape) }));
      optimizer.applyGradients(zeros);
      const result = variables.map((p) => p.dataSync()[0] !== 1);
      tf.dispose(variables);
      optimizer.dispose();
      return result;
    };
    expect(moved('nothing')).toEqual([true, true, true]);
    expect(moved('biasesAndNorms')).toEqual([true, false, false]);
    const asked: unknown[] = [];
    const byName: Exclusion = (name, shape) => {
      asked.push([name, ...shape]);
      return name === 'some/kernel';
    };
    expect(moved(byName)).toEqual([false, true, true]);
    expect(asked).toEqual([['some/kernel', 1, 2], ['some/bias', 2], ['some/scale']]);
    const defaults = make({ learningRate: 1 });
    expect(defaults.exclude).toBe(name === 'LARS' ? 'biasesAndNorms' : 'nothing');
  });

  const steps = fc.array(
    fc.tuple(sixtyFourthsArray({ length: 4 }), sixtyFourthsArray({ length: 3 })),
    { minLength: 1, maxLength: 4 },
  );
  /** Runs both variables, or one, through the same gradients; the bits they end with. */
  function run(
    all: readonly [number[], number[]][],
    which: readonly number[],
    asMap = false,
  ): number[][] {
    const pair = [variable('a', [1, -2, 3, 0.5], [2, 2]), variable('b', [0.25, -1, 0])];
    const optimizer = make({ learningRate: 0.1, weightDecay: 0.01 });
    for (const step of all) {
      const list = gradients(...which.map((i) => [pair[i]!, step[i]!] as [tf.Variable, number[]]));
      const map = Object.fromEntries(list.map(({ name, tensor }) => [name, tensor]));
      optimizer.applyGradients(asMap ? map : list);
    }
    const result = which.map((i) => bits(pair[i]!));
    tf.dispose(pair);
    optimizer.dispose();
    return result;
  }

  it('moves each parameter as if it were alone, in any order, the same every time', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const [a, b] = run(all, [0, 1]);
        expect(run(all, [0])).toEqual([a]);
        expect(run(all, [1])).toEqual([b]);
        expect(run(all, [1, 0], true)).toEqual([b, a]);
      }),
      { numRuns: 15 },
    );
  });

  it('continues to the bit from a saved state, in a fresh optimizer before its first step', async () => {
    const step = (optimizer: tf.Optimizer, i: number) =>
      optimizer.applyGradients(
        gradients(
          [a, [i, 1, -i / 3, 0.1]],
          ...(i > 1 ? [[late, [-0.3]] as [tf.Variable, number[]]] : []),
        ),
      );
    const options = { learningRate: 0.1, weightDecay: 0.01 };
    const a = variable('a', [1, -2, 3, 0.5], [2, 2]);
    const late = variable('late', [0.75]); // joins at step 2, so its own count is smaller
    const straight = make(options);
    for (let i = 1; i <= 3; i++) step(straight, i);
    const [aThen, lateThen] = [tf.clone(a), tf.clone(late)];
    const saved = await straight.getWeights();
    const savedBits = saved.map(({ tensor }) => bits(tensor));
    expect(saved.map(({ name, tensor: { shape, dtype } }) => [name, dtype, ...shape])).toEqual([
      ['iter', 'int32'],
      ['a/steps', 'int32'],
      ...slots.map((slot) => [`a/${slot}`, 'float32', 2, 2]),
      ['late/steps', 'int32'],
      ...slots.map((slot) => [`late/${slot}`, 'float32', 1]),
    ]);
    expect(saved[0]!.tensor.dataSync()[0]).toBe(3);
    expect(saved[1 + slots.length + 1]!.tensor.dataSync()[0]).toBe(2);

    for (let i = 4; i <= 6; i++) step(straight, i);
    const wanted = [bits(a), bits(late)];
    expect(
      saved.map(({ tensor }) => bits(tensor)),
      'copies',
    ).toEqual(savedBits);

    const fresh = make(options);
    await fresh.setWeights(saved);
    expect(fresh.iterations).toBe(3);
    tf.dispose(saved.map(({ tensor }) => tensor)); // copied in, too
    a.assign(aThen);
    late.assign(lateThen);
    for (let i = 4; i <= 6; i++) step(fresh, i);
    expect([bits(a), bits(late)]).toEqual(wanted);
    expect(fresh.iterations).toBe(6);

    const [end, endAgain] = [await straight.getWeights(), await fresh.getWeights()];
    expect(endAgain.map(({ tensor }) => bits(tensor))).toEqual(
      end.map(({ tensor }) => bits(tensor)),
    );
    await fresh.setWeights(end); // replaces what is there, and frees it
    const slotVariables = Object.values(tf.engine().registeredVariables).filter(
      (owned) => owned !== a && owned !== late,
    );
    expect(slotVariables.length).toBe(2 * 2 * slots.length);
    expect(
      slotVariables.some(({ trainable }) => trainable),
      'trainable state',
    ).toBe(false);
    tf.dispose([...end, ...endAgain].map(({ tensor }) => tensor));
    straight.dispose();
    fresh.dispose();
  });

  it('starts a parameter that is added late at step 1, as torch does', () => {
    const [early, late] = [variable('early', [1], [1, 1]), variable('late', [1], [1, 1])];
    const [both, alone] = [make({ learningRate: 0.1 }), make({ learningRate: 0.1 })];
    for (let i = 0; i < 5; i++) both.applyGradients(gradients([early, [0.5]]));
    both.applyGradients(gradients([early, [0.5]], [late, [0.5]]));
    const [moved] = bits(late);
    late.assign(tf.ones([1, 1]));
    alone.applyGradients(gradients([late, [0.5]]));
    expect(bits(late)).toEqual([moved]);
    both.dispose();
    alone.dispose();
  });

  it('puts no changing number into the step: kernels, attributes and constants stay the same', async () => {
    await tf.setBackend('cpu'); // without fused kernels, which are no part of a compiled step
    const [a, b] = [variable('a', [1, 2, 3, 4], [2, 2]), variable('b', [1, 2])];
    const optimizer = make({ learningRate: 0.1, weightDecay: 0.1, exclude: 'nothing' });
    const recordings = [1, 2, 3, 4].map((i) => {
      optimizer.learningRate = 0.1 / i;
      optimizer.weightDecay = 0.1 * i;
      const now = gradients([a, [i, 1, 1, -1]], [b, [-i, i]]);
      return recordKernels(() => optimizer.applyGradients(now));
    });
    expect(recordings[1]!.length).toBeGreaterThan(8);
    expect(recordings[2]).toEqual(recordings[1]);
    expect(recordings[3]).toEqual(recordings[1]);
    optimizer.dispose();
  });

  it('takes variables of rank 0 and 4', () => {
    const [scalar, kernel] = [variable('scalar', 2, []), variable('kernel', [2, 2], [1, 1, 2, 1])];
    const optimizer = make({ learningRate: 0.1, weightDecay: 0.1, exclude: 'nothing' });
    for (let i = 0; i < 3; i++) {
      optimizer.applyGradients(gradients([scalar, [1]], [kernel, [1, 1]]));
    }
    expect([scalar.shape, kernel.shape]).toEqual([[], [1, 1, 2, 1]]);
    if (name !== 'LARS')
      expect([...kernel.dataSync()]).toEqual(Array(2).fill(scalar.dataSync()[0]));
    optimizer.dispose();
  });

  it('leaks nothing after its first step, keeps the gradients, and dispose frees its state', () => {
    const p = variable('p', [1, 2, 3, 4], [2, 2]);
    const empty = tf.memory().numTensors;
    const optimizer = make({ learningRate: 0.1, weightDecay: 0.1 });
    expect(tf.memory().numTensors - empty, 'nothing before the first step').toBe(0);
    const loss = () => tf.sum(tf.square(p)) as tf.Scalar;
    optimizer.minimize(loss);
    expect(tf.memory().numTensors - empty).toBe(slots.length);
    expectNoLeak(() => {
      for (let i = 0; i < 50; i++) optimizer.minimize(loss, false, [p]);
    });
    const kept = gradients([p, [1, 1, 1, 1]]);
    expectNoLeak(() => optimizer.applyGradients(kept));
    expect(kept[0]!.tensor.isDisposed).toBe(false);
    tf.dispose(kept[0]!.tensor);
    optimizer.dispose();
    expect(tf.memory().numTensors - empty).toBe(0);
    expect(p.isDisposed).toBe(false);
    expect(optimizer.iterations).toBe(52);
  });

  it('returns the cost, counts steps, and shares variables with another optimizer', () => {
    const p = variable('p', [2], [1, 1]);
    const [one, two] = [make({ learningRate: 0.1 }), make({ learningRate: 0.1 })];
    const loss = () => tf.sum(tf.square(p)) as tf.Scalar;
    expect(one.minimize(loss, true)!.dataSync()[0]).toBe(4);
    expect(one.minimize(loss)).toBeNull();
    two.minimize(loss);
    tf.dispose(one.computeGradients(loss)); // no step
    expect([one.iterations, two.iterations]).toEqual([2, 1]);
    one.dispose();
    two.minimize(loss);
    two.dispose();
  });

  it('trains a tf.layers model', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.setWeights([tf.tensor2d([[0.5], [0.25]]), tf.tensor1d([0.1])]);
    const optimizer = make({
      learningRate: name === 'LARS' ? 1 : 0.1,
      ...(name === 'LARS' && { eta: 0.1 }),
    });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [
      tf.tensor2d([
        [1, 0],
        [0, 1],
        [1, 1],
        [2, 1],
      ]),
      tf.tensor2d([[2], [-1], [1], [3]]),
    ];
    const { history } = await model.fit(x, y, {
      epochs: 60,
      batchSize: 4,
      shuffle: false,
      verbose: 0,
    });
    const losses = history.loss as number[];
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.1);
    expect(optimizer.iterations).toBe(60);

    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
      { includeOptimizer: true },
    );
    expect(saved!.trainingConfig!.optimizer_config).toMatchObject({ class_name: `Ssvaerr${name}` });
    model.dispose();
    optimizer.dispose();
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    const again = loaded.optimizer as tf.Optimizer;
    expect(again).toBeInstanceOf(Optimizer);
    expect(again.iterations).toBe(60);
    // TF.js has given the weights new names; their old state is not theirs to the optimizer.
    await expect(loaded.fit(x, y, { epochs: 1, verbose: 0 })).rejects.toThrow(
      `${name}.applyGradients: restored state must belong to a variable, got '`,
    );
    loaded.dispose();
    again.dispose();
  });

  it('refuses bad options, also when they were set later', () => {
    const p = variable('p', [1]);
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const rule = `must be finite and >= 0, got ${bad}.`;
      expect(() => make({ learningRate: bad })).toThrow(`${name}: 'learningRate' ${rule}`);
      expect(() => make({ learningRate: 1, weightDecay: bad })).toThrow(
        `${name}: 'weightDecay' ${rule}`,
      );
      const optimizer = make({ learningRate: 1 });
      optimizer.learningRate = bad;
      const step = () => optimizer.applyGradients(gradients([p, [1]]));
      expect(step).toThrow(`${name}.applyGradients: 'learningRate' ${rule}`);
      optimizer.learningRate = 1;
      optimizer.weightDecay = bad;
      expect(step).toThrow(`${name}.applyGradients: 'weightDecay' ${rule}`);
      expect(optimizer.iterations).toBe(0);
    }
    expect(() => make({ learningRate: 1, exclude: 'biases' as Exclusion })).toThrow(
      new TypeError(
        `${name}: 'exclude' must be 'nothing', 'biasesAndNorms' or a function, got biases.`,
      ),
    );
    expect(() => make({ learningRate: 1, exclude: () => true }).getConfig()).toThrow(
      new TypeError(
        `${name}.getConfig: 'exclude' must be 'nothing' or 'biasesAndNorms', got a function.`,
      ),
    );
    expect([...p.dataSync()]).toEqual([1]);
  });

  it('refuses bad gradients before anything moves', () => {
    const p = variable('p', [1, 2]);
    const whole = tf.variable(tf.tensor1d([1], 'int32'), true, 'whole');
    const optimizer = make({ learningRate: 1 });
    const good = gradients([p, [1, 1]])[0]!;
    const refusal = (name: string, tensor: unknown) => () =>
      optimizer.applyGradients([good, { name, tensor: tensor as tf.Tensor }]);
    const where = `${name}.applyGradients:`;
    const q = variable('q', [1, 2], [1, 2]);
    const cases: [() => void, Error][] = [
      [
        refusal('nobody', tf.ones([2])),
        new RangeError(`${where} 'nobody' must be the name of a variable, got none.`),
      ],
      [refusal('p', tf.ones([2])), new RangeError(`${where} 'p' must have one gradient, got two.`)],
      [refusal('q', null), new TypeError(`${where} 'q' must have a gradient, got null.`)],
      [refusal('q', undefined), new TypeError(`${where} 'q' must have a gradient, got undefined.`)],
      [
        refusal('q', tf.ones([2])),
        new RangeError(`${where} the gradient of 'q' must be float32 [1,2], got float32 [2].`),
      ],
      [
        refusal('q', tf.ones([1, 2], 'int32')),
        new RangeError(`${where} the gradient of 'q' must be float32 [1,2], got int32 [1,2].`),
      ],
      [
        refusal('whole', tf.ones([1], 'int32')),
        new RangeError(`${where} the gradient of 'whole' must be float32 [1], got int32 [1].`),
      ],
    ];
    for (const [step, error] of cases) {
      expectNoLeak(() => {
        expect(step).toThrow(error);
      });
    }
    expect([...p.dataSync(), ...q.dataSync()]).toEqual([1, 2, 1, 2]);
    expect(optimizer.iterations).toBe(0);
    tf.dispose(whole);
  });

  it('refuses a state that is not its own, with nothing changed', async () => {
    const p = variable('p', [1, 2]);
    const optimizer = make({ learningRate: 0.5 });
    optimizer.applyGradients(gradients([p, [1, -1]]));
    const saved = await optimizer.getWeights();
    const before = saved.map(({ tensor }) => bits(tensor));
    const refused = async (weights: typeof saved, message: string) =>
      expect(optimizer.setWeights(weights)).rejects.toThrow(
        new RangeError(`${name}.setWeights: ${message}`),
      );
    const [iter, count, ...rest] = saved as [(typeof saved)[0], (typeof saved)[0], ...typeof saved];
    const wanted = ['steps', ...slots].join(', ');
    await refused([], "'weights' must start with 'iter', got undefined.");
    await refused([count, ...rest], "'weights' must start with 'iter', got p/steps.");
    await refused(
      [{ ...iter, tensor: tf.scalar(1.5) }],
      "'iter' must be an integer >= 0, got 1.5.",
    );
    await refused(
      [{ ...iter, tensor: tf.tensor1d([1, 2]) }],
      "'iter' must be an integer >= 0, got NaN.",
    );
    await refused(
      [iter, ...rest],
      `'weights' must hold ${wanted} of 'p', got ${slots.join(', ')}.`,
    );
    await refused([iter, count], `'weights' must hold ${wanted} of 'p', got steps.`);
    await refused(
      [iter, count, ...rest, { name: 'p/x', tensor: tf.ones([2]) }],
      `'weights' must hold ${wanted} of 'p', got ${wanted}, x.`,
    );
    await refused(
      [iter, { ...count, tensor: tf.scalar(-1) }, ...rest],
      "'p/steps' must be an integer >= 0, got -1.",
    );
    const whole = { name: `p/${slots.at(-1)}`, tensor: tf.ones([2], 'int32') };
    const kinds = [...slots.slice(1).map(() => 'float32 [2]'), 'int32 [2]'].join(', ');
    await refused(
      [iter, count, ...rest.slice(0, -1), whole],
      `'weights' must hold float32 of one shape for 'p', got ${kinds}.`,
    );
    const after = await optimizer.getWeights();
    expect(after.map(({ tensor }) => bits(tensor))).toEqual(before);

    const other = make({ learningRate: 0.5 });
    await other.setWeights(
      saved.map(({ name, tensor }) => ({ name, tensor: tensor.rank ? tf.ones([3]) : tensor })),
    );
    expect(() => other.applyGradients(gradients([p, [1, 1]]))).toThrow(
      `${name}.applyGradients: the state of 'p' must be float32 [2], got float32 [3].`,
    );
    await other.setWeights(
      saved.map(({ name, tensor }) => ({ name: name.replace('p/', 'old/p/'), tensor })),
    );
    for (const _ of [1, 2]) {
      expect(() => other.applyGradients(gradients([p, [1, 1]]))).toThrow(
        `${name}.applyGradients: restored state must belong to a variable, got 'old/p', which is not the name of a variable.`,
      );
    }
    tf.dispose([...saved, ...after].map(({ tensor }) => tensor));
    optimizer.dispose();
    other.dispose();
  });
});

/**
 * What a compiling engine would see of `body`: each kernel with its attributes, the shapes of its
 * inputs, and the value of every input that is a constant, a rank-0 tensor that no kernel made.
 */
function recordKernels(body: () => void): string[] {
  const log: string[] = [];
  const computed = new Set<object>();
  const backend = tf.backend() as unknown as { readSync(id: object): ArrayLike<number> };
  const kernels = tf.getKernelsForBackend('cpu');
  const replace = (kernel: tf.KernelConfig) => {
    tf.unregisterKernel(kernel.kernelName, 'cpu');
    tf.registerKernel(kernel);
  };
  for (const kernel of kernels) {
    replace({
      ...kernel,
      kernelFunc: (call) => {
        const inputs = Object.entries(call.inputs).map(([name, info]) => {
          const { dataId, shape } = info as tf.TensorInfo;
          const constant = shape?.length === 0 && !computed.has(dataId);
          return `${name}[${shape}]${constant ? `=${backend.readSync(dataId)[0]}` : ''}`;
        });
        log.push(`${kernel.kernelName} ${inputs} ${JSON.stringify(call.attrs)}`);
        const outputs = kernel.kernelFunc(call);
        for (const { dataId } of [outputs].flat()) computed.add(dataId);
        return outputs;
      },
    });
  }
  try {
    body();
  } finally {
    kernels.forEach(replace);
  }
  return log;
}

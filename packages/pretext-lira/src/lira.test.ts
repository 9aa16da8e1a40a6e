import { FeatureStatistics } from '@ssvaerr/audio';
import { Adam } from '@ssvaerr/optim';
import { trainStep } from '@ssvaerr/pretext';
import { foldSeed, normals } from '@ssvaerr/random';
import { expectNoLeak, itIsAPretextMethod, TinyEncoder } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conformerParameters } from './_parameters.ts';
import { maskForms } from './_pass.ts';
import { conformerPresets, resolveConformer } from './conformer-config.ts';
import { Lira, type LiraBatch, type LiraOptions } from './lira.ts';

const tiny = { blocks: 2, width: 8, heads: 2, feedForward: 12, kernel: 5, dropout: 0 } as const;
const WIDTH = 3;
const PIXELS = 4;

/** Initial weights make all layers count; `tanh` of few pixels is a feature that differs by frame. */
const encoderOf = (seed = 1) => new TinyEncoder({ pixels: PIXELS, seed });
const make = (options: Partial<LiraOptions> = {}) =>
  new Lira({ encoder: encoderOf(), targetWidth: WIDTH, seed: 2, ...tiny, ...options });

/** Numbers per frame, by batch: what a test edits before it makes tensors. */
interface Frames {
  readonly clips: number[][][];
  readonly features: number[][][];
  readonly mask: number[][];
}

const noise = (shape: readonly [number, number, number], purpose: string): number[][][] => {
  const [batch, time, width] = shape;
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: time }, (_, t) => [...normals(foldSeed(5, purpose, b, t), width)]),
  );
};
const framesOf = (mask: number[][]): Frames => ({
  clips: noise([mask.length, mask[0]!.length, PIXELS], 'clips'),
  features: noise([mask.length, mask[0]!.length, WIDTH], 'features'),
  mask,
});
const ones = (batch: number, time: number) =>
  Array.from({ length: batch }, () => new Array<number>(time).fill(1));

function toBatch({ clips, features, mask }: Frames, seed = 1): LiraBatch {
  const [batch, time] = [mask.length, mask[0]!.length];
  return {
    clips: tf.tensor(clips.flat(2), [batch, time, 2, 2, 1]) as tf.Tensor5D,
    features: tf.tensor3d(features),
    mask: tf.tensor2d(mask),
    seed,
  };
}

/** The frames of `mask`'s padding hold `value` instead, in both streams. */
function padWith({ clips, features, mask }: Frames, value: number): Frames {
  const fill = (rows: number[][][]) =>
    rows.map((row, b) => row.map((frame, t) => (mask[b]![t] ? frame : frame.map(() => value))));
  return { clips: fill(clips), features: fill(features), mask };
}

/** Loss, and the gradient of everything that is trained, in one row. */
function lossAndGradient(lira: Lira, batch: LiraBatch): { value: number; gradient: Float32Array } {
  return tf.tidy(() => {
    const targets = lira.targets(batch);
    const variables = [...lira.trainableVariables];
    const { value, grads } = tf.variableGrads(() => lira.loss(batch, targets), variables);
    const row = variables.map(({ name }) => tf.reshape(grads[name]!, [-1]) as tf.Tensor1D);
    return {
      value: value.dataSync()[0]!,
      gradient: tf.concat(row).dataSync() as Float32Array,
    };
  });
}

/** Running statistics, the encoder's and the conformer's. */
const runningOf = (lira: Lira) =>
  Object.entries(lira.variables)
    .filter(([name]) => name.includes('running'))
    .map(([, variable]) => [...variable.dataSync()]);

beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});

itIsAPretextMethod(
  'Lira',
  () => make({ blocks: 1, dropout: 0.1 }),
  () => toBatch(framesOf([...ones(2, 6), [1, 1, 1, 1, 0, 0]])),
);

describe('padding', () => {
  const mask = [
    [1, 1, 1, 1, 1, 0, 0],
    [0, 1, 1, 1, 0, 0, 0],
  ];

  it('does not matter, whatever its values: loss, gradient, statistics, prediction', () => {
    const results = [0, 7, Number.NaN, Number.POSITIVE_INFINITY].map((value) => {
      const lira = make();
      const batch = toBatch(padWith(framesOf(mask), value));
      const { value: loss, gradient } = lossAndGradient(lira, batch);
      const rows = lira.predict(batch).arraySync();
      const counted = rows.flatMap((row, b) => row.filter((_, t) => mask[b]![t]));
      return { loss, gradient, running: runningOf(lira), counted };
    });
    for (const other of results.slice(1)) expect(other).toEqual(results[0]);
    expect(results[0]!.gradient.every(Number.isFinite)).toBe(true);
    expect(results[0]!.loss).toBeGreaterThan(0);
  });

  it('gives a clip the result it has alone: the amount does not matter to the conformer', () => {
    // Without the encoder's own batch norm: that knows no mask.
    const still = (seed: number) => {
      const encoder = encoderOf(seed);
      const forward = (clip: tf.Tensor5D) =>
        TinyEncoder.prototype.forward.call(encoder, clip, { training: false });
      const { features, variables, trainableVariables } = encoder;
      return { features, variables, trainableVariables, forward };
    };
    const alone = framesOf(ones(1, 6));
    const padded: Frames = {
      clips: alone.clips.map((row) => [...noise([1, 2, PIXELS], 'before')[0]!, ...row, row[0]!]),
      features: alone.features.map((row) => [row[0]!, row[1]!, ...row, row[2]!]),
      mask: [[0, 0, 1, 1, 1, 1, 1, 1, 0]],
    };
    const [a, b] = [make({ encoder: still(1) }), make({ encoder: still(1) })];
    const [expected, got] = [
      lossAndGradient(a, toBatch(alone)),
      lossAndGradient(b, toBatch(padded)),
    ];
    expect(got.value).toBeAllclose(expected.value);
    expect(got.gradient).toBeAllclose(expected.gradient, { atol: 1e-6 });
    expect(runningOf(b).flat()).toBeAllclose(runningOf(a).flat());
    const inside = tf.slice(b.predict(toBatch(padded)), [0, 2, 0], [1, 6, WIDTH]);
    expect(inside).toBeAllclose(a.predict(toBatch(alone)), { atol: 1e-5 });
  });

  it('may be everything: loss 0, gradient 0, statistics finite', () => {
    const lira = make();
    const { value, gradient } = lossAndGradient(lira, toBatch(framesOf([[0, 0, 0, 0]])));
    expect(value).toBe(0);
    expect(gradient.every((g) => g === 0)).toBe(true);
    expect(runningOf(lira).flat().every(Number.isFinite)).toBe(true);
  });

  it('is where the mask is 0; any other number counts, and one frame is enough', () => {
    const frames = framesOf([[1, 1, 1, 0]]);
    const twos = { ...frames, mask: [[2, -0.5, 1, 0]] };
    expect(lossAndGradient(make(), toBatch(twos))).toEqual(
      lossAndGradient(make(), toBatch(frames)),
    );
    const lira = make();
    const single = lossAndGradient(lira, toBatch(framesOf([[0, 1, 0]])));
    expect([...single.gradient, ...runningOf(lira).flat()].every(Number.isFinite)).toBe(true);
    const { frames: column, keyBias } = maskForms(tf.tensor2d([[1, 0]]));
    expect(column).toBeAllclose([1, 0]);
    expect(keyBias.dataSync()).toBeAllclose([0, -1e9]);
  });
});

describe('Lira', () => {
  it('depends on relative time only: both streams shifted in the middle of padding give the same', () => {
    const [length, room] = [4, 5];
    const inner = framesOf(ones(1, length));
    const at = (start: number): Frames => {
      const place = <T>(row: T[], blank: T) =>
        Array.from({ length: length + room }, (_, t) => row[t - start] ?? blank);
      return {
        clips: inner.clips.map((row) => place(row, new Array(PIXELS).fill(9))),
        features: inner.features.map((row) => place(row, new Array(WIDTH).fill(9))),
        mask: inner.mask.map((row) => place(row, 0)),
      };
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: room }), (start) =>
        tf.tidy(() => {
          const [first, later] = [0, start].map((s) => lossAndGradient(make(), toBatch(at(s))));
          expect(later!.value).toBeAllclose(first!.value);
          expect(later!.gradient).toBeAllclose(first!.gradient, { atol: 1e-6 });
        }),
      ),
      { numRuns: 5 },
    );
  });

  it('depends on time: frames in another order give another prediction', () => {
    // Reversed, to a network without positions and convolutions, would only reverse what it says.
    const lira = make({ kernel: 1 });
    const frames = framesOf(ones(1, 5));
    const reversed = { ...frames, clips: frames.clips.map((row) => [...row].reverse()) };
    const back = tf.reverse(lira.predict(toBatch(reversed)), 1);
    const apart = tf.max(tf.abs(tf.sub(back, lira.predict(toBatch(frames))))).dataSync()[0]!;
    expect(apart).toBeGreaterThan(1e-3);
  });

  it('does not depend on the order of the batch', () => {
    const mask = [...ones(2, 5), [1, 1, 0, 0, 0]];
    const frames = framesOf(mask);
    const order = [2, 0, 1];
    const pick = <T>(rows: T[]) => order.map((b) => rows[b]!);
    const shuffled = {
      clips: pick(frames.clips),
      features: pick(frames.features),
      mask: pick(mask),
    };
    const [a, b] = [
      lossAndGradient(make(), toBatch(frames)),
      lossAndGradient(make(), toBatch(shuffled)),
    ];
    expect(b.value).toBeAllclose(a.value);
    expect(b.gradient).toBeAllclose(a.gradient, { atol: 1e-6 });
  });

  it('keeps clips apart in evaluation: another clip beside it changes nothing', () => {
    const lira = make();
    const both = framesOf(ones(2, 5));
    const first = { clips: [both.clips[0]!], features: [both.features[0]!], mask: [both.mask[0]!] };
    const together = tf.slice(lira.predict(toBatch(both)), [0, 0, 0], [1, 5, WIDTH]);
    expect(together).toBeAllclose(lira.predict(toBatch(first)));
  });

  it('has loss 0 for a perfect prediction', () => {
    // The head says its bias when its matrix is 0, in training, too.
    const lira = make({ head: 'linear' });
    lira.variables['head.weight']!.assign(tf.zeros([tiny.width, WIDTH]));
    lira.variables['head.bias']!.assign(tf.tensor1d([0.5, -1, 2]));
    const batch = toBatch(framesOf(ones(2, 4)));
    const heard = tf.tile(tf.tensor3d([[[0.5, -1, 2]]]), [2, 4, 1]);
    expect(lira.predict(batch)).toBeAllclose(heard, { atol: 0, rtol: 0 });
    expect(lira.loss(batch, heard).dataSync()[0]).toBe(0);
    expect(lira.loss(batch, tf.add(heard, 0.25))).toBeAllclose(0.25);
  });

  it('has the gradient of finite differences', () => {
    // Along the gradient, where float32 differences are largest against their rounding.
    const frames = framesOf([...ones(1, 5), [0, 1, 1, 1, 0]]);
    const lira = make({ blocks: 1 });
    const batch = toBatch(frames);
    const targets = lira.targets(batch);
    const variables = [...lira.trainableVariables];
    const { grads } = tf.variableGrads(() => lira.loss(batch, targets), variables);
    for (const variable of variables) {
      const gradient = grads[variable.name]!;
      const norm = tf.norm(gradient).dataSync()[0]!;
      if (norm < 1e-4) continue; // rounding (1e-7) would be more than a thousandth of the difference
      const [before, direction] = [tf.clone(variable), tf.div(gradient, norm)];
      const lossAt = (by: number) => {
        variable.assign(tf.add(before, tf.mul(direction, by)));
        return lira.loss(batch, targets).dataSync()[0]!;
      };
      const step = 2e-3;
      const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
      variable.assign(before);
      // 6e-8 / 4e-3 of rounding; an |x| that crosses 0 within the step costs more: 3 %.
      expect(slope, variable.name).toBeAllclose(norm, { atol: 1e-4, rtol: 0.03 });
    }
  });

  it('uses standardized targets, which get no gradient', () => {
    const frames = framesOf(ones(2, 3));
    const statistics = new FeatureStatistics(WIDTH);
    statistics.update(Float32Array.from(frames.features.flat(2)));
    const moments = statistics.result();
    const batch = toBatch(frames);
    const { mean, variance } = tf.moments(make({ moments }).targets(batch), [0, 1]);
    expect(mean).toBeAllclose([0, 0, 0]);
    expect(variance).toBeAllclose([1, 1, 1], { atol: 1e-5 });
    const plain = make().targets(batch);
    expect(plain).toBeAllclose(frames.features);
    expect(plain).not.toBe(batch.features);
    tf.dispose(plain);
    expect(batch.features.isDisposed).toBe(false);
  });

  it('updates running statistics in training only', () => {
    const lira = make();
    const batch = toBatch(framesOf(ones(1, 4)));
    const before = runningOf(lira);
    lira.predict(batch);
    expect(runningOf(lira)).toEqual(before);
    lira.loss(batch, lira.targets(batch));
    for (const [i, after] of runningOf(lira).entries()) expect(after).not.toEqual(before[i]);
  });

  it('is a function of its seed, and each parameter of its name', () => {
    const values = (lira: Lira) =>
      Object.fromEntries(
        Object.entries(lira.variables).map(([name, v]) => [name, [...v.dataSync()]]),
      );
    const [a, b, c] = [make(), make(), make({ seed: 3 })].map(values);
    expect(b).toEqual(a);
    expect(c!['proj.weight']).not.toEqual(a!['proj.weight']);
    expect(a!['encoders.0.self_attn.linear_q.weight']).not.toEqual(
      a!['encoders.0.self_attn.linear_k.weight'],
    );
    // Another depth does not move what is there already.
    const deep = values(make({ blocks: 3 }));
    expect(deep['head.2.weight']).toEqual(a!['head.2.weight']);
  });

  it('starts as PyTorch and espnet do', () => {
    const { variables } = make({ width: 64, heads: 4, feedForward: 256, kernel: 9 });
    const spread = (name: string) => {
      const values = variables[name]!.dataSync();
      return Math.max(...values.map(Math.abs));
    };
    // Many uniform draws come close to their bound and never pass it.
    for (const [name, bound] of [
      ['proj.weight', 1 / Math.sqrt(6)],
      ['encoders.0.self_attn.linear_q.weight', 1 / 8],
      ['encoders.0.self_attn.linear_q.bias', 1 / 8],
      ['encoders.1.self_attn.linear_pos.weight', 1 / 8],
      ['encoders.1.self_attn.pos_bias_v', Math.sqrt(6 / (4 + 16))],
      ['encoders.0.feed_forward.w_1.weight', 1 / 8],
      ['encoders.0.feed_forward_macaron.w_2.weight', 1 / 16],
      ['encoders.0.feed_forward_macaron.w_2.bias', 1 / 16],
      ['encoders.0.conv_module.pointwise_conv1.weight', 1 / 8],
      ['encoders.0.conv_module.depthwise_conv.weight', 1 / 3],
      ['encoders.0.conv_module.depthwise_conv.bias', 1 / 3],
      ['head.2.weight', 1 / 8],
    ] as const) {
      expect(spread(name), name).toBeLessThanOrEqual(bound);
      expect(spread(name), name).toBeGreaterThan(0.9 * bound);
    }
    for (const name of ['after_norm', 'encoders.1.norm_mha', 'encoders.0.conv_module.norm']) {
      expect(new Set(variables[`${name}.weight`]!.dataSync())).toEqual(new Set([1]));
      expect(new Set(variables[`${name}.bias`]!.dataSync())).toEqual(new Set([0]));
    }
  });

  it('has the parameters of the paper by default', () => {
    // Per block, width d 256, f 2048, kernel 31: attention 5 d^2 + 4 d + 2 d, feed-forward twice
    // 2 d f + d + f, convolution 3 d^2 + 3 d + 32 d, norms 12 d.
    const [d, f] = [256, 2048];
    const block = 8 * d * d + 4 * d * f + 2 * (d + f) + (4 + 2 + 3 + 32 + 12) * d;
    const others = 6 * d + d + 2 * d + (d * d + d) + (d * 80 + 80);
    const paper = resolveConformer('Lira', {});
    const trained = conformerParameters(6, 80, paper).filter(({ trainable }) => trainable);
    const sizes = trained.map(({ shape }) => shape.reduce((all, size) => all * size, 1));
    expect(sizes.reduce((a, b) => a + b)).toBe(12 * block + others);
    expect(paper).toEqual(conformerPresets.paper);
  });

  it('keeps the encoder and its names; two can exist side by side', () => {
    const encoder = encoderOf();
    const [a, b] = [make({ encoder }), make({ encoder })];
    expect(a.variables.weight).toBe(encoder.variables.weight);
    expect(Object.keys(a.variables)).toEqual(Object.keys(b.variables));
    expect(a.trainableVariables).toContain(encoder.variables.bias);
    expect(a.trainableVariables).not.toContain(encoder.variables.running_mean);
    a.dispose();
    a.dispose();
    expect(encoder.variables.weight.isDisposed).toBe(false);
    expect(Object.values(b.variables).some(({ isDisposed }) => isDisposed)).toBe(false);
    b.dispose();
  });

  it('leaks nothing', () => {
    const lira = make({ dropout: 0.3 });
    const batch = toBatch(framesOf(ones(2, 4)));
    const targets = lira.targets(batch);
    expectNoLeak(() => lira.targets(batch));
    expectNoLeak(() => lira.loss(batch, targets));
    expectNoLeak(() => lira.predict(batch));
  });
});

describe('dropout', () => {
  const frames = framesOf(ones(2, 5));
  const lossAt = (lira: Lira, seed: number) => {
    const batch = toBatch(frames, seed);
    return lira.loss(batch, lira.targets(batch)).dataSync()[0]!;
  };

  it('is a function of the seed of the batch, and off in predictions and at rate 0', () => {
    const lira = make({ dropout: 0.4 });
    expect(lossAt(lira, 1)).toBe(lossAt(lira, 1));
    expect(lossAt(lira, 1)).not.toBe(lossAt(lira, 2));
    const still = make();
    expect(lossAt(still, 1)).toBe(lossAt(still, 2));
    expect(make({ dropout: 0.4 }).predict(toBatch(frames, 1))).toBeAllclose(
      make().predict(toBatch(frames, 2)),
      { atol: 0, rtol: 0 },
    );
  });

  it('is data: a step with another seed has the same graph', () => {
    const lira = make({ dropout: 0.4 });
    const optimizer = new Adam({ learningRate: 0.01 });
    const recorded = (step: number) => {
      const lines: string[] = [];
      const engine = tf.engine();
      const { runKernel } = engine;
      const spy = vi.spyOn(engine, 'runKernel').mockImplementation((kernel, inputs, attributes) => {
        lines.push(`${kernel} ${JSON.stringify(attributes ?? {})}`);
        return runKernel.call(engine, kernel, inputs, attributes) as never;
      });
      trainStep(lira, optimizer, toBatch(frames, step), { step });
      spy.mockRestore();
      return lines;
    };
    recorded(0);
    expect(recorded(2)).toEqual(recorded(1));
  });
});

describe('bad input', () => {
  it('is refused by name: options', () => {
    const refused = (options: object, message: string) =>
      expect(() => make(options as Partial<LiraOptions>)).toThrow(new RangeError(message));
    refused({ heads: 3 }, "Lira: 'heads' must divide width (8), got 3.");
    refused({ kernel: 4 }, "Lira: 'kernel' must be odd, got 4.");
    for (const name of ['blocks', 'width', 'heads', 'feedForward', 'kernel', 'targetWidth']) {
      refused({ [name]: 0 }, `Lira: '${name}' must be a positive integer, got 0.`);
    }
    refused({ dropout: 1 }, "Lira: 'dropout' must be in [0, 1), got 1.");
    refused({ dropout: Number.NaN }, "Lira: 'dropout' must be in [0, 1), got NaN.");
    refused({ head: 'none' }, "Lira: 'head' must be 'mlp' or 'linear', got none.");
    refused({ seed: 0.5 }, "Lira: 'seed' must be a safe integer, got 0.5.");
    const { features, variables, ...rest } = encoderOf();
    const encoder = { ...rest, features, variables: { 'proj.weight': variables.weight } };
    refused(
      { encoder },
      "Lira: 'encoder' must have no variable with a name of the conformer's, got 'proj.weight'.",
    );
  });

  it('is refused by name: batches', () => {
    const lira = make();
    const good = toBatch(framesOf(ones(2, 4)));
    const targets = lira.targets(good);
    const refused = (edit: object, message: string) => {
      const batch = { ...good, ...edit } as LiraBatch;
      expect(() => lira.targets(batch)).toThrow(`Lira.targets: ${message}`);
      expect(() => lira.loss(batch, targets)).toThrow(`Lira.loss: ${message}`);
    };
    refused(
      { features: tf.zeros([2, 4, 5]) },
      "'features' must have shape [2, 4, 3], got [2, 4, 5].",
    );
    refused(
      { features: tf.zeros([2, 3, WIDTH]) },
      "'features' must have shape [2, 4, 3], got [2, 3, 3].",
    );
    refused({ mask: tf.ones([2, 3]) }, "'mask' must have shape [2, 4], got [2, 3].");
    refused({ mask: tf.ones([2, 4], 'bool') }, "'mask' must be a float32 tensor, got bool.");
    refused({ mask: undefined }, "'mask' must be a float32 tensor, got undefined.");
    refused(
      { clips: tf.zeros([2, 4, 2, 2]) },
      "'clips' must have shape [batch, time, height, width, channels], got [2, 4, 2, 2].",
    );
    expect(() => lira.predict({ ...good, mask: tf.ones([4, 2]) })).toThrow(
      new RangeError("Lira.predict: 'mask' must have shape [2, 4], got [4, 2]."),
    );
    expect(() => lira.loss(good, tf.zeros([2, 4, 4]))).toThrow(
      new RangeError("Lira.loss: 'targets' must have shape [2, 4, 3], got [2, 4, 4]."),
    );
    expect(() => lira.loss({ ...good, seed: Number.NaN }, targets)).toThrow(
      new RangeError("Lira.loss: 'seed' must be a safe integer, got NaN."),
    );
  });

  it('is refused by name: an encoder that returns another size than it states, moments of another size', () => {
    const batch = toBatch(framesOf(ones(2, 4)));
    const encoder = encoderOf();
    const { variables, trainableVariables } = encoder;
    const forward = encoder.forward.bind(encoder);
    const lira = make({ encoder: { features: 5, variables, trainableVariables, forward } });
    expect(() => lira.predict(batch)).toThrow(
      "Lira.predict: 'encoder's features' must have shape [2, 4, 5], got [2, 4, 6].",
    );
    const moments = { mean: [0, 0], std: [1, 1] };
    expect(() => make({ moments }).targets(batch)).toThrow(RangeError);
  });
});

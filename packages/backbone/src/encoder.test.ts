import { expectNoLeak, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Activation,
  DownstreamModel,
  Encoder,
  type EncoderOptions,
  encoderParameters,
  type FreezeOptions,
} from './index.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const models: { dispose(): void }[] = [];
const own = <Model extends { dispose(): void }>(model: Model): Model => {
  models.push(model);
  return model;
};
afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
});

const encoderOf = (options: Partial<EncoderOptions> = {}) =>
  own(new Encoder({ width: 2, seed: 7, ...options }));

/** Pixels that differ everywhere, from a small hash of their index. */
const clipOf = (
  shape: readonly [batch: number, time: number, height?: number, width?: number],
  salt = 0,
): tf.Tensor5D => {
  const [batch, time, height = 32, width = 32] = shape;
  const pixels = Float32Array.from(
    { length: batch * time * height * width },
    (_, i) => ((Math.imul(i + salt, 0x9e3779b9) >>> 16) % 64) / 32 - 1,
  );
  return tf.tensor5d(pixels, [batch, time, height, width, 1]);
};

/** Running statistics away from 0 and 1, so that evaluation is not the identity. */
const warmedUp = (encoder: Encoder) => {
  tf.tidy(() => encoder.forward(clipOf([1, 3]), { training: true }));
  return encoder;
};

const frames = (features: tf.Tensor3D, from: number, count: number) =>
  tf.slice(features, [0, from, 0], [-1, count, -1]);

const EXACT = { atol: 0, rtol: 0 };

describe('zeroInitResidual', () => {
  it('starts blocks as shortcuts: the second convolutions contribute nothing, but learn', () => {
    const encoder = encoderOf({ zeroInitResidual: true });
    const clip = clipOf([1, 2]);
    const seconds = Object.entries(encoder.variables).filter(([name]) =>
      name.endsWith('conv2.weight'),
    );
    const before = encoder.forward(clip, { training: true });
    for (const [, weight] of seconds) weight.assign(tf.mul(weight, -3));
    expect(encoder.forward(clip, { training: true })).toBeAllclose(before, EXACT);
    const norms = Object.entries(encoder.variables).filter(([name]) => name.endsWith('bn2.weight'));
    expect(norms).toHaveLength(8);
    const loss = () => tf.sum(tf.square(encoder.forward(clip, { training: true }))) as tf.Scalar;
    const { grads } = tf.variableGrads(
      loss,
      norms.map(([, weight]) => weight),
    );
    for (const gradient of Object.values(grads)) {
      expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
    }
  });

  it('leaves all other weights as they are without it', () => {
    const [plain, zero] = [encoderOf(), encoderOf({ zeroInitResidual: true })];
    for (const [name, variable] of Object.entries(plain.variables)) {
      if (name.endsWith('bn2.weight')) continue;
      expect(zero.variables[name]!, name).toBeAllclose(variable, EXACT);
    }
    expect(zero.config).toEqual(plain.config);
  });
});

describe('Encoder.forward', () => {
  it('gives 8 * width numbers a frame, for any size from 32 pixels and any length', () => {
    const encoder = encoderOf({ width: 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 32, max: 45 }),
        fc.integer({ min: 32, max: 45 }),
        (batch, time, height, width) =>
          tf.tidy(() => {
            const features = encoder.forward(clipOf([batch, time, height, width]));
            expect(features.shape).toEqual([batch, time, 8]);
            expect(tf.all(tf.isFinite(features)).dataSync()[0]).toBe(1);
          }),
      ),
      { numRuns: 10 },
    );
  });

  it('in evaluation: a clip in a batch is what it is alone', () => {
    const encoder = warmedUp(encoderOf());
    const clips = [clipOf([1, 2], 1), clipOf([1, 2], 2), clipOf([1, 2], 3)];
    const together = tf.unstack(encoder.forward(tf.concat(clips, 0)));
    clips.forEach((clip, i) => {
      expect(together[i]).toBeAllclose(tf.squeeze(encoder.forward(clip), [0]), EXACT);
    });
  });

  it('in training: a clip is not what it is alone', () => {
    const encoder = encoderOf();
    const [a, b] = [clipOf([1, 2], 1), clipOf([1, 2], 2)];
    const alone = encoder.forward(a, { training: true });
    const together = encoder.forward(tf.concat([a, b], 0), { training: true });
    expect(tf.slice(together, 0, 1)).not.toBeAllclose(alone, { atol: 1e-3, rtol: 0 });
  });

  it('shifts with its input in time, and depends on two frames on each side', () => {
    const encoder = warmedUp(encoderOf());
    const video = clipOf([1, 9]);
    const whole = encoder.forward(video);
    const part = encoder.forward(tf.slice(video, [0, 2, 0, 0, 0], [1, 7, -1, -1, -1]));
    // Away from the cut, the same; at it, the frames before it are missed.
    expect(frames(part, 2, 5)).toBeAllclose(frames(whole, 4, 5), EXACT);
    for (const t of [0, 1]) {
      expect(frames(part, t, 1)).not.toBeAllclose(frames(whole, t + 2, 1), { atol: 1e-3, rtol: 0 });
    }
  });

  it('depends on the order of the frames', () => {
    const encoder = warmedUp(encoderOf());
    const video = clipOf([1, 5]);
    const backwards = tf.reverse(encoder.forward(tf.reverse(video, 1)), 1);
    expect(backwards).not.toBeAllclose(encoder.forward(video), { atol: 1e-3, rtol: 0 });
  });

  it('moves the running statistics in training only, and nothing else', () => {
    const encoder = encoderOf();
    const snapshot = () => Object.values(encoder.variables).map((v) => v.dataSync().join());
    const before = snapshot();
    encoder.forward(clipOf([1, 2]));
    expect(snapshot()).toEqual(before);
    encoder.forward(clipOf([1, 2]), { training: true });
    const moved = Object.keys(encoder.variables).filter((_, i) => snapshot()[i] !== before[i]);
    const statistics = Object.keys(encoder.variables).filter((name) => name.includes('running_'));
    expect(moved).toEqual(statistics);
  });

  it('in training: does not see the brightness or contrast of the whole batch', () => {
    // The first batch norm takes a scale out; a shift reaches it through the padded border only.
    const encoder = encoderOf();
    fc.assert(
      fc.property(sixtyFourths({ min: 0.5, max: 2 }), (contrast) =>
        tf.tidy(() => {
          const clip = clipOf([1, 3]);
          const scaled = encoder.forward(tf.mul(clip, contrast), { training: true });
          expect(scaled).toBeAllclose(encoder.forward(clip, { training: true }), {
            atol: 1e-3, // batch norm's epsilon against the layers' variances
            rtol: 1e-3,
          });
        }),
      ),
      { numRuns: 5 },
    );
  });

  it('leaves nothing behind, in evaluation, training and gradient', () => {
    const encoder = encoderOf({ freeze: 'stem' });
    const clip = clipOf([1, 2]);
    expectNoLeak(() => encoder.forward(clip));
    expectNoLeak(() => encoder.forward(clip, { training: true }));
    expectNoLeak(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(encoder.forward(clip, { training: true })) as tf.Scalar,
        encoder.trainableVariables as tf.Variable[],
      );
      return [value, grads];
    });
  });

  it('refuses what does not fit, by name', () => {
    const encoder = encoderOf();
    const forward =
      (shape: number[], training = false) =>
      () =>
        encoder.forward(tf.zeros(shape) as unknown as tf.Tensor5D, { training });
    expect(forward([1, 2, 32, 32])).toThrow(
      new RangeError(
        "Encoder.forward: 'clip' must have shape [batch, time, height, width, 1], got [1, 2, 32, 32].",
      ),
    );
    expect(forward([1, 2, 32, 32, 3])).toThrow('got [1, 2, 32, 32, 3].');
    expect(forward([1, 0, 32, 32, 1])).toThrow('got [1, 0, 32, 32, 1].');
    expect(forward([1, 2, 31, 32, 1])).toThrow(
      "Encoder.forward: 'clip' must have frames of at least 32 x 32 pixels, got 31 x 32.",
    );
    expect(forward([1, 2, 32, 31, 1])).toThrow('got 32 x 31.');
    expect(() => encoder.forward(tf.cast(clipOf([1, 1]), 'int32'))).toThrow(
      new TypeError("Encoder.forward: 'clip' must be float32, got int32."),
    );
    expect(forward([1, 1, 32, 32, 1], true)).toThrow(
      "Encoder.forward: 'clip' must have more than one frame, or one larger than 32 x 32, for batch norm in training, got [1, 1, 32, 32, 1].",
    );
    expect(forward([1, 1, 32, 32, 1])).not.toThrow();
    expect(forward([1, 1, 33, 32, 1], true)).not.toThrow();
    expect(forward([1, 1, 32, 33, 1], true)).not.toThrow();
    expect(forward([2, 1, 32, 32, 1], true)).not.toThrow();
  });
});

describe('freeze', () => {
  const trained = (options: FreezeOptions) => {
    const encoder = encoderOf(options);
    const before = Object.values(encoder.variables).map((v) => v.dataSync().join());
    const clip = clipOf([1, 3]);
    const weight = tf.linspace(-1, 1, 16);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(encoder.forward(clip, { training: true }), weight)) as tf.Scalar,
      encoder.trainableVariables as tf.Variable[],
    );
    tf.train.sgd(0.1).applyGradients(grads);
    return Object.entries(encoder.variables)
      .filter(([, v], i) => v.dataSync().join() !== before[i])
      .map(([name]) => name);
  };
  const names = encoderParameters({ width: 2 }).map(({ name }) => name);
  const isStem = (name: string) => name.startsWith('frontend3D.');
  const isStatistic = (name: string) => name.includes('.running_');

  it("'none' trains everything", () => {
    expect(trained({ freeze: 'none' })).toEqual(names);
  });

  it("'stem' holds the stem, its statistics included", () => {
    expect(trained({ freeze: 'stem' })).toEqual(names.filter((name) => !isStem(name)));
  });

  it("'stem' with statistics that move holds its parameters only", () => {
    expect(trained({ freeze: 'stem', frozenStatistics: 'move' })).toEqual(
      names.filter((name) => !isStem(name) || isStatistic(name)),
    );
  });

  it("'backbone' leaves nothing to train and moves nothing", () => {
    const encoder = encoderOf({ freeze: 'backbone' });
    expect(encoder.trainableVariables).toEqual([]);
    const before = Object.values(encoder.variables).map((v) => v.dataSync().join());
    const features = encoder.forward(clipOf([1, 2]), { training: true });
    expect(features).toBeAllclose(encoder.forward(clipOf([1, 2])), EXACT);
    expect(Object.values(encoder.variables).map((v) => v.dataSync().join())).toEqual(before);
  });

  it("'backbone' with statistics that move moves all of them", () => {
    const encoder = encoderOf({ freeze: 'backbone', frozenStatistics: 'move' });
    const before = Object.values(encoder.variables).map((v) => v.dataSync().join());
    encoder.forward(clipOf([1, 2]), { training: true });
    const moved = names.filter(
      (name, i) => encoder.variables[name]!.dataSync().join() !== before[i],
    );
    expect(moved).toEqual(names.filter(isStatistic));
  });

  it('a frozen part keeps nothing for the gradient, and refuses one through it', () => {
    const kept = (freeze: 'none' | 'stem' | 'backbone') => {
      const encoder = encoderOf({ freeze });
      const scale = tf.variable(tf.scalar(1));
      let tensors = 0;
      tf.variableGrads(() => {
        const before = tf.memory().numTensors;
        const features = encoder.forward(clipOf([1, 2]), { training: true });
        tensors = tf.memory().numTensors - before;
        return tf.sum(tf.mul(features, scale)) as tf.Scalar;
      }, [scale]);
      scale.dispose();
      return tensors;
    };
    const [none, stem, backbone] = [kept('none'), kept('stem'), kept('backbone')];
    expect(backbone).toBeLessThan(10);
    expect(stem).toBeLessThan(none);

    for (const freeze of ['stem', 'backbone'] as const) {
      const encoder = encoderOf({ freeze });
      const towardsClip = (training: boolean) => () =>
        tf.grad((clip) => encoder.forward(clip as tf.Tensor5D, { training }))(clipOf([1, 2]));
      expect(towardsClip(true)).toThrow(
        `Encoder.forward: a frozen ${freeze} passes no gradient to its input.`,
      );
      expect(towardsClip(false)).not.toThrow();
    }
  });
});

describe('Encoder', () => {
  it('starts from its seed: the same weights for the same, others for another', () => {
    const values = (encoder: Encoder) =>
      Object.fromEntries(
        Object.entries(encoder.variables).map(([k, v]) => [k, v.dataSync().join()]),
      );
    const [a, b, c] = [encoderOf(), encoderOf(), encoderOf({ seed: 8 })].map(values);
    expect(a).toEqual(b);
    for (const { name, initial } of encoderParameters({ width: 2 })) {
      if ('std' in initial) expect(a![name], name).not.toBe(c![name]);
    }
    // No two parameters share their draws.
    const drawn = encoderParameters({ width: 2 }).filter(({ initial }) => 'std' in initial);
    expect(new Set(drawn.map(({ name }) => a![name]!.slice(0, 40))).size).toBe(drawn.length);
  });

  it('draws from the distributions it names', () => {
    const model = own(new DownstreamModel({ width: 8, hidden: 32, seed: 3 }));
    const numbers = (name: string) => Array.from(model.variables[name]!.dataSync());
    const moments = (values: number[]) => {
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      return {
        mean,
        std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length),
      };
    };
    const conv = moments(numbers('trunk.layer4.1.conv2.weight')); // 36,864 draws
    const std = Math.sqrt(2 / (9 * 64));
    expect(Math.abs(conv.mean)).toBeLessThan((5 * std) / Math.sqrt(36_864));
    expect(conv.std / std).toBeCloseTo(1, 1);
    const gru = numbers('gru.gru.weight_hh_l0');
    const bound = 1 / Math.sqrt(32);
    expect(Math.max(...gru)).toBeLessThanOrEqual(bound);
    expect(Math.max(...gru)).toBeGreaterThan(0.99 * bound);
    expect(Math.min(...gru)).toBeLessThan(-0.99 * bound);
    expect(Math.abs(moments(gru).mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * gru.length));
  });

  it("names its variables as PyTorch does; a second model's get a number", () => {
    const [first, second] = [encoderOf(), encoderOf()];
    const name = 'trunk.layer1.0.conv1.weight';
    expect(first.variables[name]!.name).toBe(name);
    expect(second.variables[name]!.name).toBe(`${name}_1`);
    first.dispose();
    expect(encoderOf().variables[name]!.name).toBe(name); // free again
    expect(Object.keys(second.variables)).toEqual(
      encoderParameters({ width: 2 }).map((s) => s.name),
    );
  });

  it('two of them train independently', () => {
    const [first, second] = [encoderOf(), encoderOf()];
    const clip = clipOf([1, 2]);
    const before = second.forward(clip).dataSync().join();
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => tf.sum(first.forward(clip, { training: true })) as tf.Scalar,
        first.trainableVariables as tf.Variable[],
      );
      tf.train.sgd(1).applyGradients(grads);
    });
    expect(second.forward(clip).dataSync().join()).toBe(before);
  });

  it('copies the values of another, and then changes independently', () => {
    const [teacher, student] = [encoderOf({ seed: 1 }), encoderOf({ seed: 2 })];
    const clip = clipOf([1, 2]);
    teacher.assign(student.variables);
    const same = student.forward(clip);
    expect(teacher.forward(clip)).toBeAllclose(same, EXACT);
    student.forward(clip, { training: true });
    expect(teacher.forward(clip)).toBeAllclose(same, EXACT);
    expect(student.forward(clip)).not.toBeAllclose(same, EXACT);
    student.assign(student.variables); // itself: nothing happens
    student.dispose();
    expect(teacher.forward(clip)).toBeAllclose(same, EXACT);
  });

  it('takes all values or none, and says which does not fit', () => {
    const encoder = encoderOf();
    const given = Object.fromEntries(
      encoderParameters({ width: 2 }).map(({ name, shape }) => [name, tf.ones([...shape])]),
    );
    const before = encoder.variables['frontend3D.0.weight']!.dataSync().join();
    const { 'trunk.layer4.1.bn2.bias': _, ...incomplete } = given;
    const rule = "Encoder.assign: 'values' must hold exactly the parameters of the model";
    expect(() => encoder.assign(incomplete)).toThrow(
      new RangeError(`${rule}, got none named trunk.layer4.1.bn2.bias.`),
    );
    expect(() => encoder.assign({})).toThrow(
      `${rule}, got none named frontend3D.0.weight, frontend3D.1.weight, frontend3D.1.bias and 97 more.`,
    );
    expect(() => encoder.assign({ ...given, 'gru.fc.bias': tf.ones([1]) })).toThrow(
      `${rule}, got gru.fc.bias.`,
    );
    expect(() => encoder.assign({ ...given, 'trunk.layer4.1.bn2.bias': tf.ones([3]) })).toThrow(
      "Encoder.assign: 'trunk.layer4.1.bn2.bias' must be float32 [16], got float32 [3].",
    );
    const integers = tf.ones([16], 'int32');
    expect(() => encoder.assign({ ...given, 'trunk.layer4.1.bn2.bias': integers })).toThrow(
      'must be float32 [16], got int32 [16].',
    );
    expect(encoder.variables['frontend3D.0.weight']!.dataSync().join()).toBe(before);
    encoder.assign(given);
    expect(encoder.variables['frontend3D.0.weight']).toBeAllclose(tf.ones([5, 7, 7, 1, 2]));
    expect(given['frontend3D.0.weight']!.isDisposed).toBe(false);
  });

  it('refuses bad options by name, before it makes a tensor', () => {
    const make = (options: object) => () => new Encoder({ seed: 1, ...options });
    const before = tf.memory().numTensors;
    expect(make({ width: -2 })).toThrow("Encoder: 'width' must be a positive integer, got -2.");
    expect(make({ activation: 'elu' })).toThrow(
      "Encoder: 'activation' must be one of relu, prelu, swish, got elu.",
    );
    expect(make({ freeze: 'head' })).toThrow(
      "Encoder: 'freeze' must be one of none, stem, backbone, got head.",
    );
    expect(make({ frozenStatistics: 'drop' })).toThrow(
      "Encoder: 'frozenStatistics' must be one of hold, move, got drop.",
    );
    expect(make({ seed: 0.5 })).toThrow("Encoder: 'seed' must be a safe integer, got 0.5.");
    expect(make({ seed: undefined })).toThrow("Encoder: 'seed' must be a safe integer");
    expect(tf.memory().numTensors).toBe(before);
  });

  it('disposes its variables, and refuses to run afterwards', () => {
    const before = tf.memory().numTensors;
    const encoder = new Encoder({ width: 1, seed: 1 });
    const values = { ...encoder.variables };
    encoder.dispose();
    encoder.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => encoder.forward(clipOf([1, 1]))).toThrow(
      'Encoder.forward: the model is disposed.',
    );
    expect(() => encoder.assign(values)).toThrow('Encoder.assign: the model is disposed.');
  });

  it.each(['relu', 'prelu', 'swish'] as Activation[])(
    'lets every parameter learn: %s',
    (activation) => {
      const encoder = encoderOf({ activation });
      const weight = tf.linspace(-1, 1, 16);
      const clip = clipOf([1, 2]);
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.mul(encoder.forward(clip, { training: true }), weight)) as tf.Scalar,
        encoder.trainableVariables as tf.Variable[],
      );
      for (const { name } of encoder.trainableVariables) {
        if (name === 'frontend3D.2.weight') continue; // the max-pool picks no negative out of noise
        expect(tf.max(tf.abs(grads[name]!)).dataSync()[0], name).toBeGreaterThan(0);
      }
    },
  );
});

describe('DownstreamModel', () => {
  const modelOf = (options: object = {}) =>
    own(new DownstreamModel({ width: 1, hidden: 3, bins: 2, seed: 5, ...options }));

  it('is the encoder, then the head', () => {
    const model = modelOf();
    const clip = clipOf([2, 3]);
    const raw = model.forward(clip);
    expect(raw.shape).toEqual([2, 3, 6]);
    expect(raw).toBeAllclose(model.head(model.encoder.forward(clip)), EXACT);
  });

  it('has an output layer that is a product and a bias', () => {
    const model = modelOf();
    const values = Object.fromEntries(
      Object.entries(model.variables).map(([name, v]) => [name, tf.zerosLike(v) as tf.Tensor]),
    );
    // A zero GRU but for the candidates' bias: h1 = tanh(1) / 2 in every unit, both directions alike.
    const bias = tf.tensor1d([0, 0, 0, 0, 0, 0, 1, 1, 1]);
    for (const suffix of ['l1', 'l1_reverse']) values[`gru.gru.bias_ih_${suffix}`] = bias;
    values['gru.fc.weight'] = tf.range(0, 36).reshape([6, 6]);
    values['gru.fc.bias'] = tf.range(0, 6);
    model.assign(values);
    const h = Math.tanh(1) / 2;
    // Column c of the matrix sums to 90 + 6 c.
    expect(model.head(tf.ones([1, 1, 8]))).toBeAllclose(
      [0, 1, 2, 3, 4, 5].map((c) => (90 + 6 * c) * h + c),
      { atol: 1e-5 },
    );
  });

  it('sees the future and the past of the whole sequence', () => {
    const model = modelOf();
    const features = tf.randomUniform<tf.Rank.R3>([1, 6, 8], -1, 1, 'float32', 1);
    const raw = model.head(features);
    for (const changed of [0, 5]) {
      const bump = tf.oneHot([changed], 6).reshape([1, 6, 1]);
      const other = model.head(tf.add(features, bump));
      const moved = tf.min(tf.max(tf.abs(tf.sub(other, raw)), 2)).dataSync()[0];
      expect(moved).toBeGreaterThan(0);
    }
  });

  it('masks padding out of the GRU', () => {
    const model = modelOf();
    const features = tf.randomUniform<tf.Rank.R3>([1, 5, 8], -1, 1, 'float32', 1);
    const mask = tf.tensor2d([[1, 1, 1, 0, 0]]);
    const alone = model.head(tf.slice(features, 0, [1, 3, 8]));
    expect(tf.slice(model.head(features, { mask }), 0, [1, 3, 6])).toBeAllclose(alone);
    const clip = clipOf([1, 5]);
    expect(model.forward(clip, { mask })).toBeAllclose(
      model.head(model.encoder.forward(clip), { mask }),
      EXACT,
    );
  });

  it('trains the head for any frozen part', () => {
    const head = ['weight', 'bias'].map((name) => `gru.fc.${name}`);
    for (const freeze of ['none', 'stem', 'backbone'] as const) {
      const model = modelOf({ freeze });
      const trainable = model.trainableVariables.map(({ name }) => name);
      expect(trainable.slice(-2)).toEqual(head);
      expect(trainable.length - model.encoder.trainableVariables.length).toBe(18);
      model.dispose();
    }
  });

  it('takes a pre-trained encoder, and all values or none', () => {
    const model = modelOf();
    const pretrained = own(new Encoder({ width: 1, seed: 99 }));
    model.encoder.assign(pretrained.variables);
    const clip = clipOf([1, 2]);
    expect(model.encoder.forward(clip)).toBeAllclose(pretrained.forward(clip), EXACT);
    expect(() => model.assign(pretrained.variables)).toThrow(
      "DownstreamModel.assign: 'values' must hold exactly the parameters of the model, got none named gru.gru.weight_ih_l0, gru.gru.weight_hh_l0, gru.gru.bias_ih_l0 and 15 more.",
    );
    const other = modelOf({ seed: 6 });
    other.assign(model.variables);
    expect(other.forward(clip)).toBeAllclose(model.forward(clip), EXACT);
  });

  it('refuses what does not fit, by name', () => {
    const model = modelOf();
    expect(() => model.head(tf.zeros([1, 2, 7]))).toThrow(
      "DownstreamModel.head: 'features' must have shape [batch, time, 8], got [1, 2, 7].",
    );
    expect(() => model.forward(clipOf([1, 2]), { mask: tf.ones([2, 2]) })).toThrow(
      "bidirectionalGru: 'mask' must have shape [1, 2], got [2, 2].",
    );
    expect(() => modelOf({ hidden: 0 })).toThrow(
      "DownstreamModel: 'hidden' must be a positive integer, got 0.",
    );
    expect(() => modelOf({ bins: 0 })).toThrow("DownstreamModel: 'bins' must be");
    model.dispose();
    expect(() => model.forward(clipOf([1, 2]))).toThrow('the model is disposed.');
    expect(() => model.head(tf.zeros([1, 2, 8]))).toThrow(
      'DownstreamModel.head: the model is disposed.',
    );
    expect(() => model.assign({})).toThrow('DownstreamModel.assign: the model is disposed.');
  });

  it('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const model = modelOf();
    const clip = clipOf([1, 2]);
    expectNoLeak(() => model.forward(clip));
    expectNoLeak(() => model.forward(clip, { training: true }));
    clip.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

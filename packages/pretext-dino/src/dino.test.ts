import { AdamW, clipByParameterNorm, constant, linearWarmUp, perEpoch, SGD } from '@ssvaerr/optim';
import { namedVariable, type PretextEncoder, trainStep, type Variables } from '@ssvaerr/pretext';
import { expectNoLeak, golden, itIsAPretextMethod } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Dino, type DinoBatch, type DinoOptions, type DinoTargets, dinoLoss } from './index.ts';

const EXACT = { atol: 0, rtol: 0 };

/** One linear layer on the means of 16 tiles of each frame, and one running statistic. */
class TileEncoder implements PretextEncoder {
  readonly features: number;
  readonly variables: Variables;
  readonly trainableVariables: readonly tf.Variable[];
  /** Shapes of the clips it was given, and whether in training. */
  readonly seen: string[] = [];

  constructor({ seed = 1, features = 6 } = {}) {
    this.features = features;
    this.variables = tf.tidy(() => {
      const start = tf.randomNormal([16, features], 0, 1, 'float32', seed);
      const running = tf.zeros([features]);
      return {
        weight: namedVariable('weight', start, true),
        running_mean: namedVariable('running_mean', running, false),
      };
    });
    this.trainableVariables = [this.variables.weight!];
  }

  forward(clip: tf.Tensor5D, { training }: { readonly training: boolean }): tf.Tensor3D {
    this.seen.push(`${clip.shape} ${training}`);
    return tf.tidy(() => {
      const [batch, time, height, width] = clip.shape;
      const frames = tf.reshape(clip, [batch * time, height, width, 1]) as tf.Tensor4D;
      const tiles = tf.avgPool(frames, [height / 4, width / 4], [height / 4, width / 4], 'valid');
      const weight = this.variables.weight as tf.Tensor as tf.Tensor2D;
      const features = tf.matMul(tf.reshape(tiles, [batch * time, 16]), weight);
      const mean = this.variables.running_mean!;
      if (training) mean.assign(tf.add(tf.mul(mean, 0.9), tf.mul(tf.mean(features, 0), 0.1)));
      return tf.reshape(features, [batch, time, this.features]);
    });
  }
}

/** No variables: hands on the first pixels of a row of each frame. */
const pixels = (row: number, features: number): PretextEncoder => ({
  features,
  variables: {},
  trainableVariables: [],
  forward: (clip) =>
    tf.squeeze(tf.slice(clip, [0, 0, row, 0, 0], [-1, -1, 1, features, 1]), [2, 4]) as tf.Tensor3D,
});

// Every method of a test, its encoders' variables included, ends with it.
const methods: Dino[] = [];
afterEach(() => {
  for (const method of methods.splice(0)) method.dispose();
  tf.disposeVariables();
});

const sizes = { hidden: 8, bottleneck: 4, prototypes: 6 };
const make = (options: Partial<DinoOptions> = {}) => {
  const method = new Dino({
    student: options.student ?? new TileEncoder({ seed: 1 }),
    teacher: options.teacher ?? new TileEncoder({ seed: 2 }),
    seed: 3,
    epochs: 10,
    stepsPerEpoch: 4,
    ...sizes,
    ...options,
  });
  methods.push(method);
  return method;
};

const view = (seed: number, batch = 2, size = 32, time = 5) =>
  tf.randomUniform<tf.Rank.R5>([batch, time, size, size, 1], -1, 1, 'float32', seed);
const makeBatch = (globals = 2, locals = 2) => ({
  global: Array.from({ length: globals }, (_, i) => view(1 + i, 2, 40)),
  local: Array.from({ length: locals }, (_, i) => view(7 + i)),
});

const values = (variables: readonly tf.Variable[]) => variables.map((v) => [...v.dataSync()]);
const stateOf = (method: Dino, name: string) => method.variables[name]!;
const lossOf = (method: Dino, batch: DinoBatch) =>
  tf.tidy(() => method.loss(batch, method.targets(batch)).dataSync()[0]!);
const run = (method: Dino, optimizer: tf.Optimizer, batch: DinoBatch, steps: number, from = 0) => {
  for (let step = from; step < from + steps; step++) {
    tf.dispose(trainStep(method, optimizer, batch, { step }));
  }
};

itIsAPretextMethod<ReturnType<typeof makeBatch>, DinoTargets>(
  'Dino',
  () => make({ stepsPerEpoch: 1, epochs: 60 }),
  makeBatch,
);

itIsAPretextMethod<ReturnType<typeof makeBatch>, DinoTargets>(
  'Dino with batch norm in its head',
  () => make({ stepsPerEpoch: 1, epochs: 60, batchNorm: true }),
  makeBatch,
);

itIsAPretextMethod<ReturnType<typeof makeBatch>, DinoTargets>(
  'Dino within groups',
  () => make({ stepsPerEpoch: 1, epochs: 60, batchNorm: true, groups: 2 }),
  () => ({ global: [view(1, 4), view(2, 4)], local: [view(7, 4)] }),
);

describe('Dino', () => {
  it('normalizes the clips of each group, view by view, as if they were the whole batch', () => {
    const options = () => ({ student: pixels(0, 3), teacher: pixels(0, 3), batchNorm: true });
    const [both, one] = [make({ ...options(), groups: 2 }), make(options())];
    for (const [name, variable] of Object.entries(one.variables)) {
      variable.assign(both.variables[name]!);
    }
    const clips = [view(1, 6), view(2, 6)];
    const { logits } = both.targets({ global: clips, local: [] });
    clips.forEach((clip, v) => {
      tf.split(clip, 2).forEach((part, g) => {
        const alone = one.targets({ global: [part as tf.Tensor5D], local: [part as tf.Tensor5D] });
        const own = tf.slice(logits, [v, 3 * g, 0], [1, 3, -1]);
        expect(own).toBeAllclose(alone.logits, { atol: 1e-5 });
      });
    });
    expect(() => make({ groups: 4 }).targets({ global: clips, local: [] })).toThrow(
      "Dino.targets: 'views' must have 4 groups of 2 rows or more in training, got 6.",
    );
    expect(() => make({ groups: 0 })).toThrow("Dino: 'groups' must be an integer >= 1, got 0.");
  });

  it.each(['07_dino', '07_dino_clipped'])(
    'matches %s: loss, gradients, and every variable after a step',
    (name) => {
      const { tensor, options } = golden(name);
      const numbers = options as unknown as Record<string, number>;
      const { B, D, hid, bott, dout, nl, lr, wd, clip, ema } = numbers;
      const frozen = Boolean(options.freeze_last);
      const method = make({
        student: pixels(0, D!),
        teacher: pixels(1, D!),
        hidden: hid!,
        bottleneck: bott!,
        prototypes: dout!,
        momentum: constant(ema!),
        teacherTemperature: constant(numbers.teacher_temp!),
        studentTemperature: numbers.student_temp!,
        centerMomentum: numbers.center_m!,
        frozenEpochs: frozen ? 1 : 0,
        perFrame: true,
      });
      /** The case's name of a head's variable, and ours. */
      const heads = Object.keys(method.variables)
        .filter((key) => key.includes('.head.'))
        .map((key) => [key, key.replace('.head.', '.')] as const);
      for (const [key, theirs] of heads) {
        const stored = tensor(`param.${theirs}`).toTensor();
        tf.tidy(() => stateOf(method, key).assign(tf.transpose(stored)));
      }
      tf.tidy(() =>
        stateOf(method, 'center').assign(tensor('input.center').toTensor().reshape([dout!])),
      );
      // The case starts from representations, another for each side: two rows of pixels.
      const rows = (key: string) => tf.unstack(tensor(key).toTensor()) as tf.Tensor2D[];
      const [seen, taught] = [rows('input.student_views'), rows('input.teacher_views')];
      const all = seen.map((own, i) => {
        const frames = tf.stack([own, taught[i] ?? tf.zerosLike(own)], 1); // [batch, 2, features]
        const padded = tf.pad(frames, [
          [0, 0],
          [0, 30],
          [0, 32 - D!],
        ]);
        return tf.reshape(padded, [B!, 1, 32, 32, 1]) as tf.Tensor5D;
      });
      const batch: DinoBatch = { global: all.slice(0, 2), local: all.slice(2) };
      expect([all.length, taught.length]).toEqual([2 + nl!, 2]);

      const close = (actual: tf.Tensor, key: string, transposed = false) => {
        const expected = tensor(key);
        const wanted = transposed ? tf.transpose(expected.toTensor()) : expected;
        expect(actual, key).toBeAllclose(wanted, { atol: expected.atol, rtol: 0 });
      };
      const targets = method.targets(batch);
      close(tf.reshape(targets.logits, [-1, dout!]), 'output.teacher');
      close(tf.reshape(targets.probabilities, [-1, dout!]), 'output.teacher_prob');

      /** TF.js's name of a trained variable to the case's. */
      const named = new Map(heads.map(([key, theirs]) => [stateOf(method, key).name, theirs]));
      const { value, grads } = tf.variableGrads(
        () => method.loss(batch, targets),
        [...method.trainableVariables],
      );
      close(value, 'output.loss');
      const clipped = clipByParameterNorm(grads, clip!);
      expect(Object.keys(grads)).toHaveLength(7);
      for (const [ours, gradient] of Object.entries(grads)) {
        const theirs = named.get(ours)!;
        if (frozen && theirs.includes('last_layer')) {
          expect(gradient).toBeAllclose(tf.zerosLike(gradient), EXACT);
          continue;
        }
        close(gradient, `grad.${theirs}`, true);
        close(clipped[ours]!, `grad_clipped.${theirs}`, true);
      }

      const rates = { learningRate: lr!, weightDecay: wd! };
      // The case decays all matrices; the last layer of a frozen epoch is left out as we advise.
      const exclude = frozen ? method.exclude : 'biasesAndNorms';
      const optimizer =
        (options.optimizer as unknown) === 'adamw'
          ? new AdamW({ ...rates, exclude })
          : new SGD({ ...rates, exclude, momentum: 0.9 });
      const loss = trainStep(method, optimizer, batch, {
        step: 0,
        clip: (gradients) => clipByParameterNorm(gradients, clip!),
      });
      close(loss, 'output.loss');
      for (const [key, theirs] of heads) close(stateOf(method, key), `after.${theirs}`, true);
      const center = tf.reshape(stateOf(method, 'center'), [1, -1]);
      close(center, 'after.center');
    },
  );

  it('starts the teacher as a copy of the student: parameters, running statistics, head', () => {
    const method = make();
    const of = (side: string) =>
      Object.entries(method.variables)
        .filter(([name]) => name.startsWith(side))
        .map(([name, v]) => [name.slice(side.length), ...v.dataSync()]);
    expect(of('teacher.')).toEqual(of('student.'));
    expect(of('teacher.')).toHaveLength(9);
    expect(stateOf(method, 'center')).toBeAllclose(Array(6).fill(0), EXACT);
  });

  it('names everything that a checkpoint must contain', () => {
    const parts = ['encoder.weight', 'encoder.running_mean'];
    for (const at of ['mlp.0', 'mlp.2', 'mlp.4'])
      parts.push(`head.${at}.weight`, `head.${at}.bias`);
    parts.push('head.last_layer.weight_v');
    expect(Object.keys(make().variables)).toEqual([
      ...parts.map((part) => `student.${part}`),
      ...parts.map((part) => `teacher.${part}`),
      'center',
      'teacher_temperature',
      'last_layer_gradient',
    ]);
  });

  it('trains the student only: no variable of the teacher, and no running statistic', () => {
    const method = make();
    const student = Object.entries(method.variables)
      .filter(([name]) => name.startsWith('student.') && !name.includes('running'))
      .map(([, variable]) => variable);
    expect(new Set(method.trainableVariables)).toEqual(new Set(student));
    const rest = Object.entries(method.variables)
      .filter(([name]) => !name.startsWith('student.') && !name.includes('running'))
      .map(([, variable]) => variable);
    expect(new Set(method.stateVariables)).toEqual(new Set(rest));
  });

  it('moves the teacher by the momentum of the step, parameters only', () => {
    // 1/4 and 3/4: exact, and apart from 1 minus themselves.
    const method = make({ momentum: (step) => (step === 0 ? 0.25 : 0.75) });
    const optimizer = new SGD({ learningRate: 1 });
    const batch = makeBatch();
    const of = (side: string, name: string) => stateOf(method, `${side}.${name}`).clone();
    for (const [step, kept] of [0.25, 0.75].entries()) {
      const names = ['encoder.weight', 'head.mlp.0.weight', 'head.mlp.4.bias'];
      const before = names.map((name) => of('teacher', name));
      run(method, optimizer, batch, 1, step);
      names.forEach((name, i) => {
        const wanted = tf.add(tf.mul(before[i]!, kept), tf.mul(of('student', name), 1 - kept));
        expect(of('teacher', name)).toBeAllclose(wanted);
        expect(of('teacher', name)).not.toBeAllclose(before[i]!, { atol: 1e-6, rtol: 0 });
      });
    }
    // The statistics are of what each has seen: the student of two sizes, the teacher of one.
    const statistic = of('teacher', 'encoder.running_mean');
    const follows = stateOf(method, 'student.encoder.running_mean');
    expect(statistic).not.toBeAllclose(follows, { atol: 1e-4, rtol: 0 });
  });

  it('normalizes student and teacher by the batch if the head has batch norm: what clips share is removed', () => {
    const batch = makeBatch();
    const brighter = (views: readonly tf.Tensor5D[]) =>
      views.map((clip) => tf.add(clip, 0.5) as tf.Tensor5D);
    const shifted = { global: brighter(batch.global), local: brighter(batch.local) };
    const [withNorm, without] = [make({ batchNorm: true }), make()];
    const difference = (method: Dino) => lossOf(method, shifted) - lossOf(method, batch);
    expect(Math.abs(difference(withNorm))).toBeLessThan(1e-3);
    expect(Math.abs(difference(without))).toBeGreaterThan(1e-2);
    for (const side of ['student', 'teacher']) {
      const mean = stateOf(withNorm, `${side}.head.mlp.1.running_mean`);
      expect(mean.abs().max().dataSync()[0]!).toBeGreaterThan(0);
      expect(withNorm.stateVariables).not.toContain(mean);
    }
    expect(withNorm.stateVariables).toContain(stateOf(withNorm, 'teacher.head.mlp.1.weight'));
  });

  it("raises the teacher's momentum from 0.996 to 1 by half a cosine", () => {
    const kept = [0, 20, 40].map((step) => {
      const method = make(); // 40 steps in all
      const weight = stateOf(method, 'teacher.encoder.weight');
      tf.tidy(() => {
        weight.assign(tf.ones(weight.shape));
        stateOf(method, 'student.encoder.weight').assign(tf.zeros(weight.shape));
        method.advance(method.targets(makeBatch()), step);
      });
      return weight.dataSync()[0]!;
    });
    expect(kept).toBeAllclose([0.996, 0.998, 1], { atol: 1e-7 });
  });

  it('moves the center towards the mean logits of each batch, after the targets were made', () => {
    const method = make({ centerMomentum: 0.75 });
    const optimizer = new SGD({ learningRate: 0.5 });
    let expected = Array(6).fill(0) as number[];
    for (const step of [0, 1, 2]) {
      const batch = { global: [view(step, 3), view(step + 50, 3)], local: [] };
      tf.tidy(() => {
        const { logits, probabilities } = method.targets(batch);
        // The targets of this step know the center of the last.
        const sharpened = tf.softmax(tf.div(tf.sub(logits, tf.tensor1d(expected)), 0.04));
        expect(probabilities).toBeAllclose(sharpened, { atol: 1e-5 });
        const mean = tf.mean(tf.reshape(logits, [-1, 6]), 0).dataSync();
        expected = expected.map((c, k) => 0.75 * c + 0.25 * mean[k]!);
      });
      run(method, optimizer, batch, 1, step);
      expect(stateOf(method, 'center')).toBeAllclose(expected);
    }
    expect(expected.some((c) => Math.abs(c) > 0.01)).toBe(true);
  });

  it('keeps 0.9 of the center by default', () => {
    const method = make();
    const targets = method.targets(makeBatch());
    method.advance(targets, 0);
    const mean = tf.mean(targets.logits, [0, 1]);
    expect(stateOf(method, 'center')).toBeAllclose(tf.mul(mean, 0.1));
  });

  it('frees what it created, and not the encoders', () => {
    const [student, teacher] = [new TileEncoder(), new TileEncoder()];
    const before = tf.memory().numTensors;
    const method = new Dino({ student, teacher, seed: 3, epochs: 1, stepsPerEpoch: 1, ...sizes });
    expect(tf.memory().numTensors - before).toBe(7 + 7 + 3);
    method.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('sharpens by the temperature of the step: a warm-up per epoch', () => {
    const warmUp = linearWarmUp({ from: 0.5, to: 0.25, steps: 3, inclusive: true }, constant(0.25));
    const method = make({ teacherTemperature: perEpoch(warmUp, 2) });
    const batch = makeBatch();
    for (const [step, temperature] of [0.5, 0.5, 0.375, 0.375, 0.25, 0.25, 0.25].entries()) {
      tf.tidy(() => {
        const targets = method.targets(batch);
        const centred = tf.sub(targets.logits, stateOf(method, 'center'));
        const wanted = tf.softmax(tf.div(centred, temperature));
        expect(targets.probabilities, `step ${step}`).toBeAllclose(wanted);
        method.advance(targets, step);
      });
    }
  });

  it.each([
    [{}, 0.1],
    [{ studentTemperature: 0.25 }, 0.25],
  ])(
    'has the loss of its parts: every view through the student, in order; %j',
    (options, temperature) => {
      const [student, teacher] = [new TileEncoder({ seed: 4 }), new TileEncoder({ seed: 5 })];
      const method = make({ student, teacher, ...options });
      const batch = makeBatch(2, 3);
      const head = (features: tf.Tensor2D) => {
        const at = (name: string) => stateOf(method, `student.head.${name}`) as tf.Tensor;
        const gelu = (x: tf.Tensor) =>
          tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))));
        const linear = (x: tf.Tensor, i: number) =>
          tf.add(tf.matMul(x, at(`mlp.${i}.weight`)), at(`mlp.${i}.bias`));
        const x = linear(gelu(linear(gelu(linear(features, 0)), 2)), 4);
        const v = at('last_layer.weight_v');
        const [point, columns] = [
          tf.div(x, tf.norm(x, 2, 1, true)),
          tf.div(v, tf.norm(v, 2, 0, true)),
        ];
        return tf.matMul(point, columns);
      };
      tf.tidy(() => {
        const targets = method.targets(batch);
        const logits = [...batch.global, ...batch.local].map((clip) =>
          head(tf.mean(student.forward(clip, { training: false }), 1)),
        );
        const stacked = tf.stack(logits) as tf.Tensor3D;
        const wanted = dinoLoss(stacked, targets.probabilities, { temperature });
        expect(method.loss(batch, targets)).toBeAllclose(wanted, { atol: 1e-5 });
      });
    },
  );

  it('does not depend on the order of local views, nor of global ones', () => {
    const method = make();
    const { global, local } = makeBatch(2, 3);
    const loss = lossOf(method, { global, local });
    expect(lossOf(method, { global, local: [...local].reverse() })).toBeAllclose(loss, {
      atol: 1e-5,
    });
    expect(lossOf(method, { global: [...global].reverse(), local })).toBeAllclose(loss, {
      atol: 1e-5,
    });
    expect(
      lossOf(method, { global: [global[0]!], local: [global[1]!, ...local] }),
    ).not.toBeAllclose(loss, { atol: 1e-3 });
  });

  it('passes views of one size through the encoder together in training, and the global ones through the teacher', () => {
    const [student, teacher] = [new TileEncoder(), new TileEncoder()];
    const method = make({ student, teacher });
    lossOf(method, makeBatch(2, 3));
    expect(student.seen).toEqual(['4,5,40,40,1 true', '6,5,32,32,1 true']);
    expect(teacher.seen).toEqual(['4,5,40,40,1 true']);
    student.seen.length = 0;
    lossOf(method, { global: [view(1), view(2)], local: [view(3), view(4, 2, 36), view(5)] });
    expect(student.seen).toEqual(['6,5,32,32,1 true', '2,5,36,36,1 true', '2,5,32,32,1 true']);
  });

  it('passes no gradient to the teacher, and the student all of it', () => {
    const method = make({ frozenEpochs: 0 });
    const batch = makeBatch();
    const targets = method.targets(batch);
    const { grads } = tf.variableGrads(
      () => method.loss(batch, targets),
      [...method.trainableVariables],
    );
    for (const gradient of Object.values(grads)) {
      expect(gradient.abs().max().dataSync()[0]!).toBeGreaterThan(0);
    }
    for (const variable of method.stateVariables) {
      // TF.js refuses a gradient where nothing leads from the loss to the variable.
      expect(() => tf.variableGrads(() => method.loss(batch, targets), [variable])).toThrow();
    }
  });

  describe('freezes its prototypes in the first epoch', () => {
    const optimizers = {
      'AdamW with decay': (method: Dino) =>
        new AdamW({ learningRate: 0.05, weightDecay: 0.4, exclude: method.exclude }),
      'SGD with momentum and decay': (method: Dino) =>
        new SGD({ learningRate: 0.5, weightDecay: 0.1, exclude: method.exclude }),
    };
    it.each(Object.entries(optimizers))('to the bit, under %s', (_, optimizerOf) => {
      const method = make({ stepsPerEpoch: 3 });
      const optimizer = optimizerOf(method);
      const last = stateOf(method, 'student.head.last_layer.weight_v');
      const first = stateOf(method, 'student.head.mlp.0.weight');
      const start = values([last, first]);
      run(method, optimizer, makeBatch(), 3);
      expect(values([last])).toEqual([start[0]]);
      expect(values([first])).not.toEqual([start[1]]);
      expect(values([stateOf(method, 'teacher.head.last_layer.weight_v')])).toEqual([start[0]]);
      run(method, optimizer, makeBatch(), 1, 3);
      expect(values([last])).not.toEqual([start[0]]);
    });

    it('for as many epochs as asked', () => {
      const moves = (frozenEpochs: number, step: number) => {
        const method = make({ stepsPerEpoch: 2, frozenEpochs });
        const optimizer = new SGD({ learningRate: 0.5 });
        const last = stateOf(method, 'student.head.last_layer.weight_v');
        run(method, optimizer, makeBatch(), step);
        const before = values([last]);
        run(method, optimizer, makeBatch(), 1, step);
        return String(values([last])) !== String(before);
      };
      expect([0, 1].map((step) => moves(0, step))).toEqual([true, true]);
      expect([0, 1, 2].map((step) => moves(1, step))).toEqual([false, false, true]);
      expect([2, 3, 4].map((step) => moves(2, step))).toEqual([false, false, true]);
    });

    it('in direction, up to rounding, even with weight decay', () => {
      const method = make({ stepsPerEpoch: 10 });
      const optimizer = new AdamW({ learningRate: 0.05, weightDecay: 0.4 });
      const last = stateOf(method, 'student.head.last_layer.weight_v');
      const directions = () => tf.div(last, tf.norm(last, 2, 0, true));
      const [start, length] = [directions(), tf.norm(last)];
      run(method, optimizer, makeBatch(), 10);
      expect(directions()).toBeAllclose(start);
      expect(tf.norm(last)).toBeAllclose(tf.mul(length, (1 - 0.05 * 0.4) ** 10), { rtol: 1e-5 });
    });
  });

  it('keeps its logits cosines while it trains: prototypes stay of unit length', () => {
    const method = make({ frozenEpochs: 0 });
    run(method, new SGD({ learningRate: 5, momentum: 0 }), makeBatch(), 5);
    const { logits } = method.targets(makeBatch());
    expect(logits.abs().max().dataSync()[0]!).toBeLessThanOrEqual(1 + 1e-6);
  });

  it('excludes biases, norms and the prototypes from decay, but not the matrices', () => {
    const method = make();
    const excluded = method.trainableVariables.filter(({ name, shape }) =>
      (method.exclude as (name: string, shape: readonly number[]) => boolean)(name, shape),
    );
    const names = Object.entries(method.variables)
      .filter(([, variable]) => excluded.includes(variable))
      .map(([name]) => name);
    expect(names).toEqual([
      'student.head.mlp.0.bias',
      'student.head.mlp.2.bias',
      'student.head.mlp.4.bias',
      'student.head.last_layer.weight_v',
    ]);
  });

  it('resumes to the bit from its variables and the optimizer', async () => {
    const options = {
      stepsPerEpoch: 2,
      teacherTemperature: linearWarmUp({ from: 0.04, to: 0.2, steps: 6 }, constant(0.2)),
    };
    const straight = make(options);
    const one = new AdamW({ learningRate: 0.01, exclude: straight.exclude });
    const batch = makeBatch();
    run(straight, one, batch, 3);
    const saved = Object.entries(straight.variables).map(([name, v]) => [name, v.clone()] as const);
    const state = await one.getWeights();
    run(straight, one, batch, 3, 3);
    const end = values(Object.values(straight.variables));

    straight.dispose();
    methods.length = 0;
    tf.disposeVariables(); // as in another process: the names are free again
    const resumed = make(options);
    for (const [name, value] of saved) stateOf(resumed, name).assign(value);
    const two = new AdamW({ learningRate: 0.01, exclude: resumed.exclude });
    await two.setWeights(state);
    run(resumed, two, batch, 3, 3);
    expect(values(Object.values(resumed.variables))).toEqual(end);
  });

  it('leaks nothing in any part', () => {
    const method = make();
    const batch = makeBatch();
    expectNoLeak(() => method.targets(batch));
    const targets = method.targets(batch);
    expectNoLeak(() => method.loss(batch, targets));
    expectNoLeak(() => {
      method.advance(targets, 0);
      return [];
    });
  });

  describe('refuses by name', () => {
    const refused = (options: Partial<DinoOptions>, message: string) => {
      const encoders = { student: new TileEncoder(), teacher: new TileEncoder() };
      const before = tf.memory().numTensors;
      expect(() => make({ ...encoders, ...options })).toThrow(new RangeError(`Dino: ${message}`));
      expect(tf.memory().numTensors).toBe(before);
    };

    it('bad options, and leaks nothing', () => {
      refused({ epochs: 0 }, "'epochs' must be an integer >= 1, got 0.");
      refused({ stepsPerEpoch: 1.5 }, "'stepsPerEpoch' must be an integer >= 1, got 1.5.");
      refused({ frozenEpochs: -1 }, "'frozenEpochs' must be an integer >= 0, got -1.");
      for (const bad of [-0.1, 1.1, Number.NaN]) {
        refused({ centerMomentum: bad }, `'centerMomentum' must be in [0, 1], got ${bad}.`);
        refused({ momentum: () => bad }, `'momentum' must be in [0, 1], got ${bad}.`);
      }
      for (const bad of [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
        const rule = `must be finite and > 0, got ${bad}.`;
        refused({ studentTemperature: bad }, `'studentTemperature' ${rule}`);
        refused({ teacherTemperature: () => bad }, `'teacherTemperature' ${rule}`);
      }
      const shared = new TileEncoder();
      refused(
        { student: shared, teacher: shared },
        "'teacher' must share no variable with 'student', got 'weight' in both.",
      );
      expect(() => make({ prototypes: 1 })).toThrow(
        new RangeError("DinoHead: 'prototypes' must be an integer >= 2, got 1."),
      );
      expect(() => make({ seed: 0.5 })).toThrow(
        new RangeError("DinoHead: 'seed' must be a safe integer, got 0.5."),
      );
      expect(() => make({ teacher: new TileEncoder({ features: 5 }) })).toThrow(
        "copyToTeacher: 'teacher' must have a variable 'weight' of float32 [16, 6], got float32 [16, 5].",
      );
    });

    it('batches that it cannot use', () => {
      const method = make();
      const targets = method.targets(makeBatch());
      const one = view(1);
      const cases: [DinoBatch, string][] = [
        [{ global: [], local: [one, one] }, "'global' must hold at least 1 view, got 0."],
        [{ global: [one], local: [] }, "'views' must hold at least 2 views, got 1."],
        [
          { global: [one], local: [view(2, 3)] },
          "'views[1]' must have the batch size of the first view (2), got 3.",
        ],
        [
          { global: [one], local: [view(2, 2, 28)] },
          "'views[1]' must have frames of at least 32 x 32 pixels, got 28 x 28.",
        ],
        [
          { global: [one, view(2, 2, 32, 4)], local: [] },
          "'views[1]' must have at least 5 frames, got 4.",
        ],
      ];
      for (const [batch, message] of cases) {
        expectNoLeak(() => {
          expect(() => method.targets(batch)).toThrow(new RangeError(`Dino.targets: ${message}`));
          expect(() => method.loss(batch, targets)).toThrow(
            new RangeError(`Dino.loss: ${message}`),
          );
          return [];
        });
      }
      const wide = tf.zeros<tf.Rank.R5>([2, 5, 32, 28, 1]);
      expect(() => method.targets({ global: [one, wide], local: [] })).toThrow('got 32 x 28.');
      expect(() => method.targets([one, one] as unknown as DinoBatch)).toThrow(
        new TypeError("Dino.targets: 'batch' must hold the lists 'global' and 'local'."),
      );
      const frame = view(3, 2, 32, 1);
      expect(() =>
        make({ perFrame: true }).targets({ global: [frame], local: [frame] }),
      ).not.toThrow();
      expect(() => make({ perFrame: true }).targets({ global: [one, one], local: [] })).toThrow(
        "Dino.targets: 'views[0]' must have 1 frame, got 5.",
      );
    });

    it('steps and schedules out of range, and updates nothing', () => {
      const method = make({
        momentum: (step) => (step < 1 ? 0.5 : 2),
        teacherTemperature: (step) => (step < 5 ? 0.04 : 0),
      });
      const targets = method.targets(makeBatch());
      const before = values(Object.values(method.variables));
      const advance = (step: number) => () => method.advance(targets, step);
      for (const bad of [-1, 0.5, Number.NaN]) {
        expect(advance(bad)).toThrow(
          new RangeError(`Dino.advance: 'step' must be an integer >= 0, got ${bad}.`),
        );
      }
      expect(advance(1)).toThrow(
        new RangeError("Dino.advance: 'momentum' must be in [0, 1], got 2."),
      );
      const hot = make({
        momentum: constant(0.5),
        teacherTemperature: (step) => (step < 5 ? 1 : 0),
      });
      expect(() => hot.advance(targets, 4)).toThrow(
        new RangeError("Dino.advance: 'teacherTemperature' must be finite and > 0, got 0."),
      );
      expect(values(Object.values(method.variables))).toEqual(before);
    });
  });
});

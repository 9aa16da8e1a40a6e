import { Encoder } from '@ssvaerr/backbone';
import { Adam, constant, LARS, SGD } from '@ssvaerr/optim';
import { centralSlice, type PretextEncoder, trainStep, type Variables } from '@ssvaerr/pretext';
import { golden, itIsAPretextMethod, needsGolden, TinyEncoder } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Byol, type ByolBatch, type ByolOptions, byolLoss, byolPresets } from './index.ts';

const small = { projectorHidden: 16, projection: 8, predictorHidden: 16 };
const clip = (seed: number, batch = 4, time = 5) =>
  tf.truncatedNormal<tf.Rank.R5>([batch, time, 2, 2, 1], 0, 1, 'float32', seed);
const encoder = (seed: number) => new TinyEncoder({ pixels: 4, seed });
const makeByol = ({
  online = encoder(1),
  target = encoder(2),
  ...options
}: Partial<ByolOptions> = {}) =>
  new Byol({ online, target, seed: 3, totalSteps: 60, ...small, ...options });
const makeBatch = (): ByolBatch => ({ views: [clip(1), clip(2)] });

const values = (variables: Variables | readonly tf.Variable[]) =>
  Object.values(variables).map((variable) => [...variable.dataSync()]);

itIsAPretextMethod('Byol', makeByol, makeBatch);
itIsAPretextMethod(
  'Byol within groups',
  () => makeByol({ groups: 2, projectorNorm: true }),
  makeBatch,
);

describe('Byol', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => {
    tf.engine().endScope();
    tf.disposeVariables();
  });

  it('starts the teacher as a copy of the student, whatever it was', () => {
    const online = encoder(1);
    const kept = values(online.variables);
    const target = encoder(2);
    const { variables } = makeByol({ online, target });
    expect(values(online.variables)).toEqual(kept);
    expect(values(target.variables)).toEqual(kept);
    for (const [name, variable] of Object.entries(variables)) {
      if (!name.startsWith('target.')) continue;
      const twin = variables[name.replace('target.', 'online.')]!;
      expect(variable, name).not.toBe(twin);
      expect(variable, name).toBeAllclose(twin, { atol: 0, rtol: 0 });
    }
  });

  it('names everything that a checkpoint contains', () => {
    const head = (at: string, part: string) =>
      [
        '0.weight',
        '0.bias',
        '1.weight',
        '1.bias',
        '1.running_mean',
        '1.running_var',
        '3.weight',
      ].map((name) => `${at}.${part}.${name}`);
    const own = (at: string) => ['weight', 'bias', 'running_mean'].map((name) => `${at}.${name}`);
    expect(Object.keys(makeByol().variables)).toEqual([
      ...own('online'),
      ...head('online', 'projector'),
      ...head('online', 'predictor'),
      ...own('target'),
      ...head('target', 'projector'),
    ]);
    expect(Object.keys(makeByol({ lastBias: true }).variables)).toEqual(
      expect.arrayContaining(
        ['online.projector', 'online.predictor', 'target.projector'].map((at) => `${at}.3.bias`),
      ),
    );
  });

  it('removes the component that all clips share if a norm follows the projector', () => {
    const byol = makeByol({ projectorNorm: true });
    expect(Object.keys(byol.variables)).toEqual(
      expect.arrayContaining(['online.projector.4.running_mean', 'target.projector.4.running_var']),
    );
    for (const projection of byol.targets(makeBatch())) {
      expect(tf.mean(projection, 0)).toBeAllclose(tf.zeros([8]), { atol: 1e-5 });
    }
  });

  it('ignores within groups what a group has in common', () => {
    // Each clip of the second group differs from one of the first by the same constant: an encoder that is
    // linear passes it on, and the heads' batch norms take it away again.
    const linear: PretextEncoder = {
      features: 4,
      variables: {},
      trainableVariables: [],
      forward: (clips) => tf.reshape(tf.mean(clips, [2, 3, 4]), [-1, 5, 1]).mul(tf.ones([4])),
    };
    const other = { ...linear };
    const few = clip(1, 3);
    const both = tf.concat([few, tf.add<tf.Tensor5D>(few, 7)]);
    const options = { online: linear, target: other, projectorNorm: true };
    const spread = (groups: number) => {
      const byol = makeByol({ ...options, groups });
      const [projections] = byol.targets({ views: [both, both] });
      const [first, second] = tf.split(projections, 2);
      return { first: first!, second: second! };
    };
    const { first, second } = spread(2);
    expect(second).toBeAllclose(first, { atol: 1e-2 });
    const { first: a, second: b } = spread(1);
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeGreaterThan(0.5);
  });

  it("trains encoder, projector and predictor; its state is the teacher's parameters", () => {
    const { variables, trainableVariables, stateVariables } = makeByol();
    const named = (list: readonly tf.Variable[]) =>
      Object.entries(variables).flatMap(([name, variable]) =>
        list.includes(variable) ? [name] : [],
      );
    const all = Object.keys(variables).filter((name) => !name.includes('running'));
    expect(named(trainableVariables)).toEqual(all.filter((name) => name.startsWith('online.')));
    expect(named(stateVariables)).toEqual(all.filter((name) => name.startsWith('target.')));
  });

  it('averages each parameter with its counterpart: tau of the old, 1 - tau of the new; no statistics', () => {
    const byol = makeByol({ momentum: constant(0.75) });
    const { variables } = byol;
    const names = Object.keys(variables).filter((name) => name.startsWith('target.'));
    // Different numbers everywhere, so that no mix-up goes unseen.
    Object.values(variables).forEach((variable, i) => {
      variable.assign(tf.add(tf.range(0, variable.size).reshape(variable.shape), 100 * i));
    });
    const before = new Map(names.map((name) => [name, variables[name]!.dataSync()]));
    byol.advance(undefined as never, 0);
    for (const name of names) {
      const source = variables[name.replace('target.', 'online.')]!.dataSync();
      const expected = before
        .get(name)!
        .map((old, i) => (name.includes('running') ? old : 0.75 * old + 0.25 * source[i]!));
      expect(variables[name]!.dataSync(), name).toBeAllclose(expected, { rtol: 1e-6 });
    }
  });

  const schedules = needsGolden('06_schedules');
  it.skipIf(schedules.skip)(
    schedules.title('raises the momentum from 0.99 to 1 by default'),
    () => {
      const { tables } = golden('06_schedules') as unknown as {
        tables: { tables: Record<string, { K: number; k: number[]; value: number[] }> };
      };
      const { K, k, value } = tables.tables['byol_tau_base_0.99']!;
      const byol = makeByol({ totalSteps: K });
      const [source, average] = ['online.bias', 'target.bias'].map((name) => byol.variables[name]!);
      k.forEach((step, i) => {
        source!.assign(tf.zeros([6]));
        average!.assign(tf.ones([6]));
        byol.advance(undefined as never, step);
        expect(average!, `step ${step}`).toBeAllclose(new Array(6).fill(value[i]!), { rtol: 1e-7 });
      });
    },
  );

  it('normalizes the teacher by its own batch, and updates its own running statistics', () => {
    const byol = makeByol();
    const statistics = Object.keys(byol.variables).filter((name) => name.includes('running'));
    const read = (network: string) =>
      statistics
        .filter((name) => name.startsWith(network))
        .map((name) => [...byol.variables[name]!.dataSync()]);
    const batch = makeBatch();
    const [online, target] = [read('online'), read('target')];
    const projections = byol.targets(batch);
    expect(read('online')).toEqual(online);
    for (const [i, now] of read('target').entries()) expect(now).not.toEqual(target[i]);
    // In evaluation other running statistics would give other projections.
    for (const name of statistics) {
      const variable = byol.variables[name]!;
      variable.assign(tf.add(variable, 3));
    }
    for (const [i, again] of byol.targets(batch).entries()) {
      expect(again).toBeAllclose(projections[i]!);
    }
    const moved = read('target');
    byol.loss(batch, projections);
    expect(read('target')).toEqual(moved);
  });

  it('predicts each view from the other: at the start, predicting the same view would cost more', () => {
    const byol = makeByol();
    const { views } = makeBatch();
    const projections = byol.targets({ views });
    const swapped = byol.loss({ views: [views[1], views[0]] }, [projections[1], projections[0]]);
    expect(byol.loss({ views }, projections)).toBeAllclose(swapped);
    const aligned = byol.loss({ views }, [projections[1], projections[0]]);
    const difference = aligned.dataSync()[0]! - swapped.dataSync()[0]!;
    expect(Math.abs(difference)).toBeGreaterThan(0.01);
    expect(byolLoss(projections, [projections[1], projections[0]])).toBeAllclose(0, { atol: 2e-6 });
  });

  it('averages the features over time: the order of frames does not matter, all frames do', () => {
    const byol = makeByol();
    const { views } = makeBatch();
    const reversed = tf.reverse(views[0], 1);
    const [plain] = byol.targets({ views });
    expect(byol.targets({ views: [reversed, views[1]] })[0]).toBeAllclose(plain, { atol: 1e-5 });
    const cut = tf.concat([views[0], clip(9, 4, 1)], 1);
    expect(byol.targets({ views: [cut, views[1]] })[0]).not.toBeAllclose(plain, { atol: 1e-2 });
  });

  it('resumes from its variables and the step alone', () => {
    const batch = makeBatch();
    const optimizer = new SGD({ learningRate: 0.1, momentum: 0 });
    const run = (byol: Byol, from: number, to: number) => {
      for (let step = from; step < to; step++)
        trainStep(byol, optimizer, batch, { step }).dispose();
      return values(byol.variables);
    };
    const [whole, first, second] = [makeByol(), makeByol(), makeByol({ seed: 99 })];
    run(first, 0, 2);
    for (const [name, variable] of Object.entries(second.variables)) {
      variable.assign(first.variables[name]!);
    }
    expect(run(second, 2, 4)).toEqual(run(whole, 0, 4));
  });

  it('frees its heads and leaves the encoders', () => {
    const [online, target] = [encoder(1), encoder(2)];
    const before = tf.memory().numTensors;
    const byol = makeByol({ online, target });
    byol.dispose();
    byol.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(online.variables.weight.isDisposed).toBe(false);
  });

  it('accepts a momentum of 0, which copies, and of 1, which keeps the teacher', () => {
    for (const momentum of [0, 1]) {
      const byol = makeByol({ momentum: constant(momentum) });
      const [source, average] = ['online.bias', 'target.bias'].map((name) => byol.variables[name]!);
      source!.assign(tf.ones([6]));
      byol.advance(undefined as never, 0);
      expect(average!).toBeAllclose(new Array(6).fill(1 - momentum));
    }
  });

  it('accepts single frames with perFrame', () => {
    const views = [clip(1, 4, 1), clip(2, 4, 1)] as const;
    const byol = makeByol({ perFrame: true });
    expect(byol.loss({ views }, byol.targets({ views })).dataSync()[0]).toBeGreaterThan(0);
    expect(() => makeByol().targets({ views })).toThrow(
      new RangeError("Byol.targets: 'views[0]' must have at least 5 frames, got 1."),
    );
    expect(() => byol.targets(makeBatch())).toThrow(
      new RangeError("Byol.targets: 'views[0]' must have 1 frame, got 5."),
    );
  });

  it('trains the encoder of @ssvaerr/backbone; single frames train the middle slice only', () => {
    const [online, target] = [
      new Encoder({ width: 1, seed: 1 }),
      new Encoder({ width: 1, seed: 2 }),
    ];
    const byol = makeByol({ online, target, perFrame: true });
    const view = (seed: number) =>
      tf.truncatedNormal<tf.Rank.R5>([2, 1, 32, 32, 1], 0, 1, 'float32', seed);
    const stem = online.variables['frontend3D.0.weight'] as tf.Variable<tf.Rank.R5>;
    const outer = () => tf.sub(stem, centralSlice(stem)).dataSync();
    const [start, surround] = [stem.dataSync(), outer()];
    const optimizer = new SGD({ learningRate: 0.1 });
    trainStep(byol, optimizer, { views: [view(1), view(2)] }, { step: 0 });
    expect(outer()).toEqual(surround);
    expect(stem.dataSync()).not.toEqual(start);
  });

  it("defaults to the paper's heads, which the presets vary", () => {
    const options = { online: encoder(1), target: encoder(2), seed: 3, totalSteps: 60 };
    const shapes = Object.entries(new Byol(options).variables).map(
      ([name, { shape }]) => `${name} ${shape}`,
    );
    expect(shapes).toEqual(
      expect.arrayContaining([
        'online.projector.0.weight 6,4096',
        'online.projector.3.weight 4096,256',
        'online.predictor.0.weight 256,4096',
        'target.projector.3.weight 4096,256',
      ]),
    );
    expect(shapes).not.toContain('online.projector.3.bias 256');
    const sizes = { projectorHidden: 4096, projection: 256, predictorHidden: 4096 };
    const { deepMind, soloLearn, lucidrains } = byolPresets;
    expect(deepMind).toEqual({ ...sizes, lastBias: false });
    expect(soloLearn).toEqual({ ...sizes, predictorHidden: 8192, lastBias: true });
    const { momentum, ...heads } = lucidrains;
    expect(heads).toEqual({ ...sizes, lastBias: true });
    expect([momentum(0), momentum(1e6)]).toEqual([0.99, 0.99]);
  });

  it('refuses bad options, and creates nothing', () => {
    const [online, target] = [encoder(1), encoder(2)];
    const before = tf.memory().numTensors;
    const refusal = (options: Partial<ByolOptions>, message: string) =>
      expect(() => makeByol({ online, target, ...options })).toThrow(new RangeError(message));
    refusal({ seed: 0.5 }, "Byol: 'seed' must be a safe integer, got 0.5.");
    refusal({ totalSteps: 0 }, "Byol: 'totalSteps' must be an integer >= 1, got 0.");
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      refusal({ momentum: () => bad }, `Byol: 'momentum' must be in [0, 1], got ${bad}.`);
    }
    for (const size of ['projectorHidden', 'projection', 'predictorHidden']) {
      refusal({ [size]: 0 }, `Byol: '${size}' must be an integer >= 1, got 0.`);
    }
    refusal(
      { target: online },
      "Byol: 'target' must share no variable with 'online', got 'weight' in both.",
    );
    const shared = { ...target, variables: { ...target.variables, bias: online.variables.bias } };
    refusal(
      { target: shared as unknown as PretextEncoder },
      "Byol: 'target' must share no variable with 'online', got 'bias' in both.",
    );
    const kept = values(target.variables);
    const wide = new TinyEncoder({ pixels: 5, seed: 1 });
    expect(() => makeByol({ online: wide, target })).toThrow(
      new RangeError(
        "copyToTeacher: 'teacher' must have a variable 'weight' of float32 [5, 6], got float32 [4, 6].",
      ),
    );
    expect(values(target.variables)).toEqual(kept);
    wide.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses views that do not fit', () => {
    const byol = makeByol();
    const [a, b, c] = [clip(1), clip(2), clip(3)];
    const cases: readonly (readonly [tf.Tensor5D[], string])[] = [
      [[a], "'views' must hold at least 2 views, got 1."],
      [[a, b, c], "'views' must hold 2 views, got 3."],
      [[a, clip(2, 3)], "'views[1]' must have the batch size of the first view (4), got 3."],
      [[clip(1, 1), clip(2, 1)], "'views' must have a batch of 2 or more, got 1."],
      [[a, clip(2, 4, 4)], "'views[1]' must have at least 5 frames, got 4."],
    ];
    const projections = byol.targets({ views: [a, b] });
    for (const [views, message] of cases) {
      const batch = { views } as unknown as ByolBatch;
      expect(() => byol.targets(batch)).toThrow(new RangeError(`Byol.targets: ${message}`));
      expect(() => byol.loss(batch, projections)).toThrow(new RangeError(`Byol.loss: ${message}`));
    }
    expect(() => byol.advance(projections, -1)).toThrow(RangeError);
  });
});

describe.each(['06_byol', '06_byol_bias'])('%s (torch, float64)', (name) => {
  const { skip, title } = needsGolden(name);
  it.skipIf(skip)(title('is met: loss, gradients, and every variable after a step'), () => {
    const { options, names, tensor, tables } = golden(name);
    const { D, hid, out, pred_hid, bias2, lr, wd, tau_base, k, K } = options as unknown as Record<
      string,
      number
    > & { bias2: boolean };
    const adam = (options as { opt_kind?: string }).opt_kind === 'adam';
    /** The golden numbers start at the projector: an encoder that passes its part of the input on. */
    const passing = (from: number): PretextEncoder => ({
      features: D!,
      variables: {},
      trainableVariables: [],
      forward: (clip) =>
        tf.reshape(tf.slice(clip, [0, 0, 0, 0, from], [-1, -1, -1, -1, D!]), [
          ...(clip.shape.slice(0, 2) as [number, number]),
          D!,
        ]),
    });
    const byol = new Byol({
      online: passing(0),
      target: passing(D!),
      seed: 0,
      totalSteps: K!,
      projectorHidden: hid!,
      projection: out!,
      predictorHidden: pred_hid!,
      lastBias: bias2,
    });
    const variables = byol.variables;
    const parameters = names.flatMap((key) => (key.startsWith('param.') ? [key.slice(6)] : []));
    expect(parameters.toSorted()).toEqual(Object.keys(variables).toSorted());
    expect(tau_base).toBe(0.99); // the default
    expect((tables as { tau_used?: number }).tau_used).toBeDefined();

    const ours = (key: string) => {
      const value = tensor(key).toTensor();
      return value.rank === 2 && key.endsWith('weight') ? tf.transpose(value) : value;
    };
    // The suggested tolerance allows 20 rounding errors of torch's own float32.
    const meets = (actual: tf.Tensor, key: string) => {
      const { atol, zero, unstable } = tensor(key);
      if (unstable) return;
      const tolerance = { atol: zero ? 1e-5 : atol, rtol: 0 };
      expect(actual, key).toBeAllclose(zero ? tf.zeros(actual.shape) : ours(key), tolerance);
    };

    tf.engine().startScope();
    for (const parameter of parameters) variables[parameter]!.assign(ours(`param.${parameter}`));
    const views = [1, 2].map((view) => {
      const both = ['online', 'target'].map((at) => ours(`input.${at}.view${view}`));
      const frame = tf.reshape(tf.concat(both, 1), [-1, 1, 1, 1, 2 * D!]);
      return tf.tile(frame, [1, 5, 1, 1, 1]) as tf.Tensor5D;
    }) as unknown as ByolBatch['views'];
    const statistics = parameters.filter((parameter) => parameter.includes('running'));
    const restore = () => {
      for (const key of statistics) variables[key]!.assign(ours(`param.${key}`));
    };

    const projections = byol.targets({ views });
    for (const [i, z] of projections.entries()) meets(z, `output.target_z${i + 1}`);
    const { value, grads } = tf.variableGrads(
      () => byol.loss({ views }, projections),
      [...byol.trainableVariables],
    );
    meets(value, 'output.loss');
    for (const parameter of parameters) {
      const key = `grad.${parameter}`;
      if (names.includes(key)) meets(grads[variables[parameter]!.name]!, key);
    }
    const toViews = tf.grads((a, b) =>
      byol.loss({ views: [a as tf.Tensor5D, b as tf.Tensor5D] }, projections),
    )([...views]);
    toViews.forEach((gradient, i) => {
      const summed = tf.reshape(tf.sum(gradient, 1), [-1, 2 * D!]);
      meets(tf.slice(summed, [0, 0], [-1, D!]), `grad.online.view${i + 1}`);
    });

    restore();
    const optimizer = adam
      ? new Adam({ learningRate: lr! })
      : new LARS({ learningRate: lr!, weightDecay: wd! });
    meets(trainStep(byol, optimizer, { views }, { step: k! }), 'output.loss');
    for (const parameter of parameters) meets(variables[parameter]!, `after.${parameter}`);
    optimizer.dispose();
    byol.dispose();
    tf.engine().endScope();
  });
});

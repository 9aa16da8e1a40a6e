import { expectNoLeak, golden, needsGolden } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { MlpHead } from './mlp-head.ts';

const options = { name: 'projector', input: 3, hidden: 5, output: 2, seed: 1 };
const values = (head: MlpHead) => Object.values(head.variables).map((v) => [...v.dataSync()]);

describe('MlpHead', () => {
  it('by hand: one unit, whose batch of -1 and 1 stays as it is', () => {
    const head = new MlpHead({ ...options, input: 1, hidden: 1, output: 1, lastBias: true });
    const set = (part: string, value: number) => {
      const variable = head.variables[`projector.${part}`]!;
      variable.assign(tf.fill(variable.shape, value));
    };
    set('0.weight', 2);
    set('0.bias', 7); // gone with the mean
    set('1.weight', 3);
    set('1.bias', 1);
    set('3.weight', 5);
    set('3.bias', -1);
    const x = tf.tensor2d([[-1], [1]]);
    // relu(3 * -1 + 1) * 5 - 1 and relu(3 * 1 + 1) * 5 - 1
    expect(head.forward(x, { training: true })).toBeAllclose([-1, 19], { atol: 1e-4 });
    head.dispose();
    x.dispose();
  });

  it('has the variables of a PyTorch Sequential, in [in, out]', () => {
    const head = new MlpHead({ ...options, lastBias: true });
    const shapes = Object.entries(head.variables).map(([name, { shape }]) => `${name} [${shape}]`);
    expect(shapes).toEqual([
      'projector.0.weight [3,5]',
      'projector.0.bias [5]',
      'projector.1.weight [5]',
      'projector.1.bias [5]',
      'projector.1.running_mean [5]',
      'projector.1.running_var [5]',
      'projector.3.weight [5,2]',
      'projector.3.bias [2]',
    ]);
    expect(head.trainableVariables.map(({ name }) => name)).toEqual([
      'projector.0.weight',
      'projector.0.bias',
      'projector.1.weight',
      'projector.1.bias',
      'projector.3.weight',
      'projector.3.bias',
    ]);
    head.dispose();
    const plain = new MlpHead(options);
    expect(Object.keys(plain.variables)).not.toContain('projector.3.bias');
    plain.dispose();
  });

  it('may end in a batch norm without weights, group by group', () => {
    const head = new MlpHead({ ...options, lastNorm: true });
    expect(Object.keys(head.variables).slice(-2)).toEqual([
      'projector.4.running_mean',
      'projector.4.running_var',
    ]);
    expect(head.trainableVariables.at(-1)?.name).toBe('projector.3.weight');
    const plain = new MlpHead(options);
    expect(plain.trainableVariables).toHaveLength(head.trainableVariables.length);
    const x = tf.randomNormal<tf.Rank.R2>([12, 3], 0, 1, 'float32', 4);
    for (const groups of [1, 3]) {
      const [ended, open] = [head, plain].map((h) => h.forward(x, { training: true, groups }));
      const rows = (y: tf.Tensor) => tf.reshape(y, [groups, 12 / groups, 2]);
      const { mean, variance } = tf.moments(rows(ended!), 1);
      expect(mean).toBeAllclose(tf.zeros([groups, 2]), { atol: 1e-5 });
      expect(variance).toBeAllclose(tf.ones([groups, 2]), { atol: 1e-3 });
      // Of what came out before, up to place and scale.
      const { mean: place, variance: spread } = tf.moments(rows(open!), 1, true);
      const expected = tf.div(tf.sub(rows(open!), place), tf.sqrt(tf.add(spread, 1e-5)));
      expect(rows(ended!)).toBeAllclose(expected, { atol: 1e-4 });
    }
    head.dispose();
    plain.dispose();
  });

  it('starts as a function of the seed and the name: N(0, 1 / in), zeros and ones', () => {
    const [a, b] = [new MlpHead(options), new MlpHead(options)];
    const others = [
      new MlpHead({ ...options, seed: 2 }),
      new MlpHead({ ...options, name: 'predictor' }),
    ];
    expect(values(a)).toEqual(values(b));
    for (const other of others) expect(values(other)).not.toEqual(values(a));

    const wide = new MlpHead({ ...options, input: 100, hidden: 400 });
    const { mean, variance } = tf.moments(wide.variables['projector.0.weight']!);
    expect(mean).toBeAllclose(0, { atol: 2e-3 }); // 4 standard errors
    expect(variance).toBeAllclose(0.01, { atol: 3e-4 });
    expect(wide.variables['projector.1.weight']!).toBeAllclose(tf.ones([400]));
    expect(wide.variables['projector.1.running_var']!).toBeAllclose(tf.ones([400]));
    for (const part of ['0.bias', '1.bias', '1.running_mean']) {
      expect(wide.variables[`projector.${part}`]!).toBeAllclose(tf.zeros([400]));
    }
    for (const head of [a, b, wide, ...others]) head.dispose();
    tf.dispose([mean, variance]);
  });

  it('updates nothing in evaluation, and treats each row by itself', () => {
    const head = new MlpHead(options);
    const x = tf.tensor2d([1, 2, 3, -1, 0, 1], [2, 3]);
    head.forward(x, { training: true }).dispose();
    const before = values(head);
    const both = head.forward(x, { training: false });
    expect(values(head)).toEqual(before);
    expect(head.forward(tf.slice(x, [1, 0], [1, 3]), { training: false })).toBeAllclose(
      tf.slice(both, [1, 0], [1, 2]),
    );
    head.dispose();
    tf.dispose([x, both]);
  });

  it('leaks nothing, and frees what it created', () => {
    const before = tf.memory().numTensors;
    const head = new MlpHead({ ...options, lastBias: true });
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    expectNoLeak(() => head.forward(x, { training: true }));
    expectNoLeak(() => head.forward(x, { training: false }));
    head.dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses bad input', () => {
    for (const bad of [0, 1.5, Number.NaN]) {
      for (const size of ['input', 'hidden', 'output']) {
        expect(() => new MlpHead({ ...options, [size]: bad })).toThrow(
          new RangeError(`MlpHead: '${size}' must be an integer >= 1, got ${bad}.`),
        );
      }
    }
    expect(() => new MlpHead({ ...options, seed: 0.5 })).toThrow(
      new RangeError("MlpHead: 'seed' must be a safe integer, got 0.5."),
    );
    const head = new MlpHead(options);
    const [wide, one, whole] = [tf.ones([2, 4]), tf.ones([1, 3]), tf.ones([2, 3], 'int32')];
    expect(() => head.forward(wide as tf.Tensor2D, { training: false })).toThrow(
      new RangeError("MlpHead.forward: 'x' must have shape [batch, 3], got [2, 4]."),
    );
    expect(() => head.forward(one as tf.Tensor2D, { training: true })).toThrow(
      new RangeError("MlpHead.forward: 'x' must have a batch of 2 or more in training, got 1."),
    );
    expect(() => head.forward(whole as tf.Tensor2D, { training: true })).toThrow(
      new TypeError("MlpHead.forward: 'x' must be a float32 tensor, got int32."),
    );
    expect(() => head.forward(tf.ones([6, 3]), { training: true, groups: 4 })).toThrow(
      new RangeError(
        "MlpHead.forward: 'x' must have 4 groups of 2 rows or more in training, got 6.",
      ),
    );
    tf.dispose([wide, one, whole]);
    head.dispose();
  });
});

describe.each(['06_byol', '06_byol_bias'])('%s (torch, float64)', (name) => {
  const { skip, title } = needsGolden(name);
  it.skipIf(skip)(title('is met by both networks, view by view'), () => {
    const { options, tensor, names } = golden(name);
    const { D, hid, out, bias2 } = options as unknown as Record<string, number> & {
      bias2: boolean;
    };
    const load = (at: string, part: string, input: number) => {
      const head = new MlpHead({
        name: part,
        input,
        hidden: hid!,
        output: out!,
        lastBias: bias2,
        seed: 0,
      });
      const prefix = `param.${at}.`;
      const stored = names.filter((key) => key.startsWith(`${prefix}${part}.`));
      expect(stored.map((key) => key.slice(prefix.length))).toEqual(Object.keys(head.variables));
      for (const key of stored) {
        const value = tensor(key).toTensor();
        head.variables[key.slice(prefix.length)]!.assign(
          value.rank === 2 ? tf.transpose(value) : value,
        );
      }
      return head;
    };
    /** The suggested tolerance allows 20 rounding errors of torch's own float32. */
    const meets = (actual: tf.Tensor, key: string) => {
      const { atol } = tensor(key);
      expect(actual, key).toBeAllclose(tensor(key), { atol, rtol: 0 });
    };
    const training = true;
    const [projector, predictor] = [
      load('online', 'projector', D!),
      load('online', 'predictor', out!),
    ];
    const target = load('target', 'projector', D!);
    for (const view of [1, 2]) {
      const z = projector.forward(tensor(`input.online.view${view}`).toTensor(), { training });
      meets(z, `output.z${view}`);
      meets(predictor.forward(z, { training }), `output.q${view}`);
      meets(
        target.forward(tensor(`input.target.view${view}`).toTensor(), { training }),
        `output.target_z${view}`,
      );
    }
    for (const [at, head] of [
      ['online', projector],
      ['online', predictor],
      ['target', target],
    ] as const) {
      for (const [part, variable] of Object.entries(head.variables)) {
        if (part.includes('running')) meets(variable, `after.${at}.${part}`);
      }
      head.dispose();
    }
  });
});

import { expectNoLeak, golden, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DinoHead, type DinoHeadOptions, paperHead } from './index.ts';

const heads: DinoHead[] = [];
afterEach(() => {
  for (const head of heads.splice(0)) head.dispose();
});
const own = (head: DinoHead) => {
  heads.push(head);
  return head;
};
const small = { features: 3, hidden: 4, bottleneck: 2, prototypes: 5, seed: 1 };
const headOf = (options: Partial<DinoHeadOptions> = {}) =>
  own(new DinoHead({ ...small, ...options }));
const variable = (head: DinoHead, name: string) => head.variables[name]!;

describe('DinoHead', () => {
  it('by hand: one number through every layer', () => {
    const head = headOf({ features: 1, hidden: 1, bottleneck: 2, prototypes: 2 });
    const values = {
      'mlp.0.weight': [[2]],
      'mlp.0.bias': [-1],
      'mlp.2.weight': [[1]],
      'mlp.2.bias': [0.5],
      'mlp.4.weight': [[3, 0]],
      'mlp.4.bias': [0, 1],
      'last_layer.weight_v': [
        [2, 3],
        [0, 4],
      ],
    };
    for (const [name, value] of Object.entries(values)) {
      tf.tidy(() => variable(head, name).assign(tf.tensor(value)));
    }
    // Phi from tables: Phi(1) = 0.8413447, Phi(1.3413447) = 0.9100945.
    const first = 1 * 0.8413447; // 2 * 1 - 1 = 1
    const second = (first + 0.5) * 0.9100945;
    const [x, y] = [3 * second, 1];
    const length = Math.hypot(x, y);
    const wanted = [x / length, (0.6 * x + 0.8 * y) / length];
    expect(head.forward(tf.tensor2d([[1]]))).toBeAllclose(tf.tensor2d([wanted]), { atol: 1e-6 });
  });

  it('returns cosines: in [-1, 1], and independent of the lengths of the prototypes', () => {
    const head = headOf();
    const before = tf.tidy(() => variable(head, 'last_layer.weight_v').clone());
    const batch = fc.array(sixtyFourthsArray({ length: 3, min: -8, max: 8 }), { minLength: 1 });
    const lengths = sixtyFourthsArray({ length: 5, min: 1 / 64, max: 8 });
    fc.assert(
      fc.property(batch, lengths, (rows, scale) => {
        tf.tidy(() => {
          const x = tf.tensor2d(rows);
          variable(head, 'last_layer.weight_v').assign(before);
          const logits = head.forward(x);
          expect(logits.shape).toEqual([rows.length, 5]);
          expect(logits.abs().max().dataSync()[0]!).toBeLessThanOrEqual(1 + 1e-6);
          variable(head, 'last_layer.weight_v').assign(tf.mul(before, tf.tensor1d(scale)));
          expect(head.forward(x)).toBeAllclose(logits);
        });
      }),
    );
    before.dispose();
  });

  it('treats each row by itself', () => {
    const head = headOf();
    const rows = tf.tensor2d([
      [1, 2, 3],
      [-1, 0.5, 0],
    ]);
    const together = head.forward(rows);
    tf.split(rows, 2).forEach((row, i) => {
      expect(head.forward(row as tf.Tensor2D)).toBeAllclose(tf.slice(together, i, 1));
    });
  });

  it('starts as the reference does: normal weights of 0.02, no bias, prototypes everywhere', () => {
    const head = headOf({ features: 64, hidden: 64, bottleneck: 16, prototypes: 200 });
    for (const name of ['mlp.0.weight', 'mlp.2.weight', 'mlp.4.weight']) {
      const { mean, variance } = tf.moments(variable(head, name));
      const [m, v] = [mean.dataSync()[0]!, variance.dataSync()[0]!];
      const count = variable(head, name).size;
      expect(Math.abs(m)).toBeLessThan((5 * 0.02) / Math.sqrt(count));
      expect(Math.abs(v / 0.02 ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    }
    for (const name of ['mlp.0.bias', 'mlp.2.bias', 'mlp.4.bias']) {
      expect(variable(head, name).abs().max()).toBeAllclose(0, { atol: 0 });
    }
    const v = variable(head, 'last_layer.weight_v');
    const [low, high] = [v.min().dataSync()[0]!, v.max().dataSync()[0]!];
    expect([low, high]).toBeAllclose([-0.25, 0.25], { atol: 0.001 });
    expect(low).toBeGreaterThanOrEqual(-0.25);
    expect(high).toBeLessThanOrEqual(0.25);
  });

  it('is a function of its seed, and no two parameters start alike', () => {
    const [a, b, c] = [headOf(), headOf(), headOf({ seed: 2 })];
    const values = (head: DinoHead) =>
      Object.values(head.variables).map((v) => Array.from(v.dataSync()));
    expect(values(a)).toEqual(values(b));
    expect(values(a)[0]).not.toEqual(values(c)[0]);
    const square = headOf({ features: 4, hidden: 4, bottleneck: 4, prototypes: 4 });
    const [w0, , w2, , w4] = values(square);
    expect(w0).not.toEqual(w2);
    expect(w2).not.toEqual(w4);
  });

  it('names its variables as PyTorch does, apart from those of other heads', () => {
    const [a, b, c] = [headOf(), headOf(), headOf({ name: 'teacher.head' })];
    expect(Object.entries(a.variables).map(([name, { shape }]) => [name, ...shape])).toEqual([
      ['mlp.0.weight', 3, 4],
      ['mlp.0.bias', 4],
      ['mlp.2.weight', 4, 4],
      ['mlp.2.bias', 4],
      ['mlp.4.weight', 4, 2],
      ['mlp.4.bias', 2],
      ['last_layer.weight_v', 2, 5],
    ]);
    expect(variable(a, 'mlp.0.bias').name).toBe('dino.mlp.0.bias');
    expect(variable(b, 'mlp.0.bias').name).toBe('dino.mlp.0.bias_1');
    expect(variable(c, 'mlp.0.bias').name).toBe('teacher.head.mlp.0.bias');
  });

  it("has 4096 prototypes by default, the paper's preset 65536", () => {
    const head = own(new DinoHead({ features: 2, hidden: 2, bottleneck: 2, seed: 1 }));
    expect(head.prototypes).toBe(4096);
    const sizes = own(new DinoHead({ features: 1, prototypes: 2, seed: 1 }));
    expect(variable(sizes, 'mlp.4.weight').shape).toEqual([2048, 256]);
    expect(paperHead).toEqual({ hidden: 2048, bottleneck: 256, prototypes: 65536 });
  });

  it("multiplies the last layer's gradient, and no other, by the given factor", () => {
    const head = headOf();
    const x = tf.tensor2d([
      [1, -2, 3],
      [0.5, 1, 0],
    ]);
    const gradients = (factor?: number) =>
      tf.variableGrads(() => {
        const lastLayerGradient = factor === undefined ? undefined : tf.scalar(factor);
        const logits = head.forward(x, { lastLayerGradient });
        return tf.sum(tf.square(logits)) as tf.Scalar;
      }, Object.values(head.variables)).grads;
    const [plain, open, half, shut] = [gradients(), gradients(1), gradients(0.5), gradients(0)];
    for (const [name, gradient] of Object.entries(plain)) {
      const last = name.includes('last_layer');
      expect(open[name]!).toBeAllclose(gradient, { atol: 0, rtol: 0 });
      expect(half[name]!).toBeAllclose(last ? tf.mul(gradient, 0.5) : gradient, { rtol: 0 });
      const wanted = last ? tf.zerosLike(gradient) : gradient;
      expect(shut[name]!).toBeAllclose(wanted, { atol: 0, rtol: 0 });
      expect(gradient.abs().max().dataSync()[0]!).toBeGreaterThan(0);
    }
  });

  it('has a finite gradient where the point on the sphere is the origin', () => {
    const head = headOf();
    const x = tf.zeros<tf.Rank.R2>([1, 3]); // no bias: stays zero all the way
    const { value, grads } = tf.variableGrads(
      () => tf.sum(head.forward(x)) as tf.Scalar,
      Object.values(head.variables),
    );
    expect(value).toBeAllclose(0);
    for (const gradient of Object.values(grads)) {
      expect(tf.all(tf.isFinite(gradient)).dataSync()[0]).toBe(1);
    }
  });

  it.each(['07_dino', '07_dino_clipped'])('matches %s', (name) => {
    const { tensor, options } = golden(name);
    const { D, hid, bott, dout } = options as unknown as Record<string, number>;
    const sizes = { features: D!, hidden: hid!, bottleneck: bott!, prototypes: dout! };
    for (const side of ['student', 'teacher'] as const) {
      const head = headOf(sizes);
      for (const [parameter, weight] of Object.entries(head.variables)) {
        const stored = tensor(`param.${side}.${parameter}`).toTensor();
        tf.tidy(() => weight.assign(tf.transpose(stored))); // [out, in] there
      }
      const rows = tensor(`input.${side}_views`).toTensor().reshape([-1, D!]) as tf.Tensor2D;
      const expected = tensor(`output.${side}`);
      expect(head.forward(rows)).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
  });

  describe('with batch norm', () => {
    const rows = (values: readonly (readonly number[])[]) => tf.tensor2d(values.map((r) => [...r]));

    it('by hand: one number through every layer, of two clips', () => {
      const head = headOf({
        features: 1,
        hidden: 1,
        bottleneck: 2,
        prototypes: 2,
        batchNorm: true,
      });
      const values = {
        'mlp.0.weight': [[2]],
        'mlp.1.weight': [0.5],
        'mlp.1.bias': [1],
        'mlp.3.weight': [[4]],
        'mlp.4.weight': [1],
        'mlp.4.bias': [-1],
        'mlp.6.weight': [[3, 0]],
        'mlp.6.bias': [0, 1],
        'last_layer.weight_v': [
          [2, 3],
          [0, 4],
        ],
      };
      for (const [name, value] of Object.entries(values)) {
        tf.tidy(() => variable(head, name).assign(tf.tensor(value)));
      }
      // Two numbers, whatever they are, are -1 and 1 to batch norm; then 0.5 and 1.5. Phi from tables.
      const low = 0.5 * 0.6914625;
      const high = 1.5 * 0.9331928;
      expect(low).toBeLessThan(high);
      // Again -1 and 1, then -2 and 0.
      const seconds = [-2 * 0.0227501, 0];
      const wanted = seconds.map((second) => {
        const length = Math.hypot(3 * second, 1);
        return [(3 * second) / length, (0.6 * 3 * second + 0.8) / length];
      });
      const x = tf.tensor2d([[7], [9]]);
      expect(head.forward(x, { training: true })).toBeAllclose(tf.tensor2d(wanted), { atol: 1e-5 });
      // Before the first norm 14 and 18: mean 16 and unbiased variance 8; a tenth of them, and of the first 1.
      expect(variable(head, 'mlp.1.running_mean')).toBeAllclose([1.6], { atol: 1e-6 });
      expect(variable(head, 'mlp.1.running_var')).toBeAllclose([0.9 + 0.8], { atol: 1e-6 });
    });

    it('ignores what all clips have in common, which a head without it does not', () => {
      const vector = sixtyFourthsArray({ length: 3, min: -4, max: 4 });
      const x = rows([
        [1, -2, 3],
        [0.5, 1, 0],
        [-1, 0, 2],
      ]);
      const [withNorm, without] = [headOf({ batchNorm: true }), headOf()];
      const before = [withNorm, without].map((head) => head.forward(x, { training: true }));
      fc.assert(
        fc.property(vector, (common) => {
          tf.tidy(() => {
            const moved = tf.add(x, tf.tensor1d(common)) as tf.Tensor2D;
            const after = withNorm.forward(moved, { training: true });
            expect(after).toBeAllclose(before[0]!, { atol: 2e-3 });
          });
        }),
      );
      const far = tf.add(x, 4) as tf.Tensor2D;
      expect(() => expect(without.forward(far)).toBeAllclose(before[1]!, { atol: 2e-3 })).toThrow();
    });

    it('normalizes each group by itself, as if it were the whole batch', () => {
      const head = headOf({ batchNorm: true });
      const x = tf.randomNormal<tf.Rank.R2>([6, 3], 0, 1, 'float32', 3);
      const parts = tf
        .split(x, 3)
        .map((part) => head.forward(part as tf.Tensor2D, { training: true }));
      const together = head.forward(x, { training: true, groups: 3 });
      expect(together).toBeAllclose(tf.concat(parts), { atol: 1e-5 });
      expect(() => head.forward(x, { training: true, groups: 4 })).toThrow(
        "batchNorm: 'x' must have 4 groups of 2 rows or more in training, got 6.",
      );
    });

    it('updates its running statistics in training only, and treats each row by itself otherwise', () => {
      const head = headOf({ batchNorm: true });
      const x = rows([
        [1, 2, 3],
        [-1, 0.5, 0],
      ]);
      const statistics = ['mlp.1.running_mean', 'mlp.4.running_var'].map((n) => variable(head, n));
      const read = () => statistics.map((v) => Array.from(v.dataSync()));
      const first = read();
      const together = head.forward(x);
      expect(read()).toEqual(first);
      tf.split(x, 2).forEach((row, i) => {
        expect(head.forward(row as tf.Tensor2D)).toBeAllclose(tf.slice(together, i, 1));
      });
      head.forward(x, { training: true });
      read().forEach((values, i) => {
        expect(values).not.toEqual(first[i]);
      });
    });

    it('has the names of the reference, and does not train running statistics', () => {
      const head = headOf({ batchNorm: true });
      const norm = (at: string) =>
        ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${at}.${part}`);
      expect(Object.keys(head.variables)).toEqual([
        'mlp.0.weight',
        'mlp.0.bias',
        ...norm('mlp.1'),
        'mlp.3.weight',
        'mlp.3.bias',
        ...norm('mlp.4'),
        'mlp.6.weight',
        'mlp.6.bias',
        'last_layer.weight_v',
      ]);
      const held = Object.keys(head.variables).filter(
        (name) => !head.trainableVariables.includes(head.variables[name]!),
      );
      expect(held).toEqual(['mlp.1', 'mlp.4'].flatMap((at) => norm(at).slice(2)));
    });

    it('refuses a batch of one in training, and leaks nothing', () => {
      const head = headOf({ batchNorm: true });
      const [one, two] = [tf.ones<tf.Rank.R2>([1, 3]), tf.ones<tf.Rank.R2>([2, 3])];
      expect(() => head.forward(one, { training: true })).toThrow(
        new RangeError("batchNorm: 'x' must have a batch of 2 or more in training, got 1."),
      );
      expectNoLeak(() => head.forward(two, { training: true }));
      const before = tf.memory().numTensors;
      const other = new DinoHead({ ...small, batchNorm: true });
      expect(tf.memory().numTensors - before).toBe(15);
      other.dispose();
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([one, two]);
    });
  });

  it('leaks nothing, frees everything, and refuses bad input by name', () => {
    const before = tf.memory().numTensors;
    const head = new DinoHead(small);
    expect(tf.memory().numTensors - before).toBe(7);
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    expectNoLeak(() => head.forward(x));
    expectNoLeak(() => {
      const loss = () => tf.sum(head.forward(x, { lastLayerGradient: tf.scalar(0) })) as tf.Scalar;
      const { value, grads } = tf.variableGrads(loss, [...head.trainableVariables]);
      return [value, grads];
    });
    const [wide, whole] = [tf.ones<tf.Rank.R2>([2, 4]), tf.ones<tf.Rank.R2>([2, 3], 'int32')];
    expect(() => head.forward(wide)).toThrow(
      new RangeError("DinoHead.forward: 'representation' must have shape [batch, 3], got [2, 4]."),
    );
    expect(() => head.forward(whole)).toThrow(
      new TypeError("DinoHead.forward: 'representation' must be a float32 tensor, got int32."),
    );
    head.dispose();
    tf.dispose([x, wide, whole]);
    expect(tf.memory().numTensors - before).toBe(0);
    for (const option of ['features', 'hidden', 'bottleneck'] as const) {
      for (const bad of [0, 1.5, Number.NaN]) {
        expect(() => headOf({ [option]: bad })).toThrow(
          new RangeError(`DinoHead: '${option}' must be an integer >= 1, got ${bad}.`),
        );
      }
    }
    for (const bad of [1, 0, 2.5]) {
      expect(() => headOf({ prototypes: bad })).toThrow(
        new RangeError(`DinoHead: 'prototypes' must be an integer >= 2, got ${bad}.`),
      );
    }
    expect(() => headOf({ seed: 0.5 })).toThrow(
      new RangeError("DinoHead: 'seed' must be a safe integer, got 0.5."),
    );
    expect(tf.memory().numTensors - before).toBe(0);
  });
});

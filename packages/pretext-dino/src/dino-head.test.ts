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

  it('gives cosines: in [-1, 1], and deaf to the length of the prototypes', () => {
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

  it('sees each row alone', () => {
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

  it("multiplies the last layer's gradient, and no other, by what it is given", () => {
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

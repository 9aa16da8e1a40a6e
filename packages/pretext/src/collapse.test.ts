import { expectNoLeak, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingStd, entropy, lossAgainstUniform, marginalEntropy } from './collapse.ts';

const matrix = (rows: number, columns: number, max = 8) =>
  sixtyFourthsArray({ length: rows * columns, min: -max, max }).map((values) => ({
    values,
    toTensor: () => tf.tensor2d(values, [rows, columns]),
  }));

describe('embeddingStd', () => {
  it('by hand: two opposite directions, of any length', () => {
    // Normalised: (0.6, 0.8) and (-0.6, 0.8): standard deviations 0.6 and 0.
    const x = tf.tensor2d([3, 4, -6, 8], [2, 2]);
    expectNoLeak(() => embeddingStd(x));
    expect(embeddingStd(x)).toBeAllclose(0.3);
    x.dispose();
  });

  it('is 0 when collapsed, and about 1 / sqrt(features) when isotropic', () => {
    const same = tf.tile(tf.tensor2d([[1, -2, 3]]), [4, 1]);
    expect(embeddingStd(same)).toBeAllclose(0, { atol: 1e-6 });
    const random = tf.truncatedNormal<tf.Rank.R2>([2000, 16], 0, 1, 'float32', 1);
    expect(embeddingStd(random)).toBeAllclose(0.25, { atol: 0.002 });
    tf.dispose([same, random]);
  });

  it('is between 0 and 1 / sqrt(features), and independent of the length of each', () => {
    fc.assert(
      fc.property(matrix(4, 3), fc.constantFrom(0.25, 2, 8), ({ toTensor }, scale) => {
        tf.tidy(() => {
          const x = toTensor();
          const [std] = embeddingStd(x).dataSync();
          expect(std).toBeGreaterThanOrEqual(0);
          expect(std).toBeLessThanOrEqual(1 / Math.sqrt(3) + 1e-6);
          const scales = tf.tensor2d([scale, 1, 1, 1], [4, 1]);
          expect(embeddingStd(tf.mul(x, scales))).toBeAllclose(std!);
        });
      }),
    );
  });

  it('refuses a batch of one', () => {
    const one = tf.ones<tf.Rank.R2>([1, 3]);
    expect(() => embeddingStd(one)).toThrow(
      new RangeError("embeddingStd: 'embeddings' must be a batch of 2 or more, got 1."),
    );
    one.dispose();
  });
});

describe('entropy and marginalEntropy', () => {
  it('by hand: one clip undecided between two, one certain', () => {
    const y = tf.tensor2d([0, 0, -1000, 1000, 0, -1000], [2, 3]);
    expectNoLeak(() => [entropy(y), marginalEntropy(y)]);
    expect(entropy(y)).toBeAllclose(Math.log(2) / 2);
    // The mean distribution is (3/4, 1/4, 0).
    const expected = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(marginalEntropy(y)).toBeAllclose(expected);
    y.dispose();
  });

  it('distinguish the two collapses from a healthy batch', () => {
    tf.tidy(() => {
      const uniform = tf.zeros<tf.Rank.R2>([4, 4]);
      const single = tf.mul(tf.oneHot(tf.ones([4], 'int32'), 4), 100) as tf.Tensor2D;
      const healthy = tf.mul(tf.eye(4), 100) as tf.Tensor2D;
      const both = (x: tf.Tensor2D) => [
        entropy(x).dataSync()[0]!,
        marginalEntropy(x).dataSync()[0]!,
      ];
      expect(both(uniform)).toBeAllclose([Math.log(4), Math.log(4)]);
      expect(both(single)).toBeAllclose([0, 0]);
      expect(both(healthy)).toBeAllclose([0, Math.log(4)]);
    });
  });

  it('0 <= entropy <= marginalEntropy <= ln(prototypes), at most ln(batch) apart; shifts do nothing', () => {
    fc.assert(
      fc.property(matrix(3, 4), ({ toTensor }) => {
        tf.tidy(() => {
          const x = toTensor();
          const [own, marginal] = [entropy(x).dataSync()[0]!, marginalEntropy(x).dataSync()[0]!];
          expect(own).toBeGreaterThanOrEqual(0);
          expect(marginal).toBeGreaterThanOrEqual(own - 1e-6);
          expect(marginal).toBeLessThanOrEqual(Math.log(4) + 1e-6);
          expect(marginal).toBeLessThanOrEqual(own + Math.log(3) + 1e-6);
          expect(entropy(tf.add(x, 5))).toBeAllclose(own, { atol: 1e-5 });
        });
      }),
    );
  });

  it('refuse bad input', () => {
    const flat = tf.zeros([3]);
    expect(() => entropy(flat as never)).toThrow(
      new RangeError("entropy: 'logits' must have shape [batch, prototypes], got [3]."),
    );
    expect(() => marginalEntropy(flat as never)).toThrow(
      new RangeError("marginalEntropy: 'logits' must have shape [batch, prototypes], got [3]."),
    );
    flat.dispose();
  });
});

describe('lossAgainstUniform', () => {
  it('is 1 at ln(prototypes)', () => {
    const loss = tf.scalar(Math.log(4096)); // 8.3177, where a run with a uniform teacher hangs
    expectNoLeak(() => lossAgainstUniform(loss, 4096));
    expect(lossAgainstUniform(loss, 4096)).toBeAllclose(1);
    expect(lossAgainstUniform(loss, 64)).toBeAllclose(2);
    loss.dispose();
  });

  it('refuses bad input', () => {
    const [loss, vector] = [tf.scalar(1), tf.ones([1])];
    expect(() => lossAgainstUniform(loss, 1)).toThrow(
      new RangeError("lossAgainstUniform: 'prototypes' must be an integer >= 2, got 1."),
    );
    expect(() => lossAgainstUniform(vector as never, 2)).toThrow(
      new RangeError("lossAgainstUniform: 'loss' must have shape [], got [1]."),
    );
    expect(() => lossAgainstUniform(1 as never, 2)).toThrow(
      new TypeError("lossAgainstUniform: 'loss' must be a float32 tensor, got number."),
    );
    tf.dispose([loss, vector]);
  });
});

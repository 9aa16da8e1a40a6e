import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byKey, relativePositions } from './_positions.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('relativePositions', () => {
  it('is sin and cos of the offset, from the most positive down', () => {
    const [sin, cos] = [Math.sin, Math.cos];
    expect(relativePositions(2, 4)).toBeAllclose([
      [sin(1), cos(1), sin(0.01), cos(0.01)],
      [0, 1, 0, 1],
      [sin(-1), cos(-1), sin(-0.01), cos(-0.01)],
    ]);
  });
});

describe('byKey', () => {
  it('puts the score of offset i - j in row i, column j', () => {
    // Scores that say their head, batch, query, and offset.
    const [heads, batch, time] = [2, 2, 3];
    const says = (h: number, b: number, i: number, offset: number) =>
      1000 * h + 100 * b + 10 * i + offset;
    const each = <T>(n: number, f: (i: number) => T) => Array.from({ length: n }, (_, i) => f(i));
    const build = (columns: number, offset: (i: number, c: number) => number) =>
      each(heads, (h) =>
        each(batch, (b) => each(time, (i) => each(columns, (c) => says(h, b, i, offset(i, c))))),
      );
    const scores = tf.tensor4d(build(2 * time - 1, (_, r) => time - 1 - r));
    expect(byKey(scores)).toBeAllclose(build(time, (i, j) => i - j));
  });
});

import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** `|actual - expected| <= atol + rtol * |expected|` must hold for every element. */
export interface Tolerance {
  /** Absolute tolerance. Default 1e-6. */
  readonly atol?: number;
  /** Tolerance relative to the expected value. Default 1e-6. */
  readonly rtol?: number;
}

type Numbers = number | ArrayLike<number> | readonly Numbers[] | tf.Tensor | Shaped;

interface Shaped {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

interface AllcloseMatchers<R = unknown> {
  /**
   * Element-wise closeness of tensors, golden tensors, (typed, nested) arrays and numbers.
   * Shapes must agree where both sides have one; NaN is never close.
   */
  toBeAllclose(expected: Numbers, tolerance?: Tolerance): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the signature vitest asks to be merged with
  interface Matchers<T = any> extends AllcloseMatchers<T> {}
}

expect.extend({
  toBeAllclose(actual: Numbers, expected: Numbers, { atol = 1e-6, rtol = 1e-6 }: Tolerance = {}) {
    const [a, e] = [flatten(actual), flatten(expected)];
    if (a.shape && e.shape && a.shape.join() !== e.shape.join()) {
      return fail(`expected shape [${e.shape}], got [${a.shape}]`);
    }
    if (a.data.length !== e.data.length) {
      return fail(`expected ${e.data.length} values, got ${a.data.length}`);
    }
    let worst = -1;
    let worstExcess = 0;
    for (let i = 0; i < a.data.length; i++) {
      const excess = Math.abs(a.data[i]! - e.data[i]!) - (atol + rtol * Math.abs(e.data[i]!));
      // `!(<=)` rather than `>`, so that NaN on either side fails.
      if (!(excess <= 0) && !(excess <= worstExcess)) {
        worst = i;
        worstExcess = excess;
        if (Number.isNaN(excess)) break;
      }
    }
    if (worst >= 0) {
      return fail(
        `at ${worst}: expected ${e.data[worst]}, got ${a.data[worst]} (atol ${atol}, rtol ${rtol})`,
      );
    }
    return {
      pass: true,
      message: () => `expected values not to be all close (atol ${atol}, rtol ${rtol})`,
    };
  },
});

function fail(message: string) {
  return { pass: false, message: () => message };
}

function flatten(value: Numbers): { shape?: readonly number[]; data: ArrayLike<number> } {
  if (typeof value === 'number') return { data: [value] };
  if (value instanceof tf.Tensor) return { shape: value.shape, data: value.dataSync() };
  if ('shape' in value) return value;
  if (Array.isArray(value)) return { data: value.flat(Number.POSITIVE_INFINITY) as number[] };
  return { data: value as ArrayLike<number> };
}

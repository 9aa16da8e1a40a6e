import { describe, expect, it } from 'vitest';
import { assertFeatures } from './assert-features.ts';

describe('assertFeatures', () => {
  const options = { width: 2, frames: 3 };

  it('accepts finite features of the right length', () => {
    expect(() => assertFeatures(new Float32Array(6), options)).not.toThrow();
  });

  it('names the place of the first number that is not finite', () => {
    const features = Float32Array.of(0, 1, 2, Number.NaN, 4, Number.POSITIVE_INFINITY);
    expect(() => assertFeatures(features, options)).toThrow(
      new RangeError("assertFeatures: 'features' must be finite, got NaN at frame 1, dimension 1."),
    );
    features[3] = 0;
    expect(() => assertFeatures(features, options)).toThrow(
      'got Infinity at frame 2, dimension 1.',
    );
  });

  it('refuses another length, another kind, and sizes out of range', () => {
    for (const length of [4, 5]) {
      expect(() => assertFeatures(new Float32Array(length), options)).toThrow(
        new RangeError(`assertFeatures: 'features' must hold 3 x 2 numbers, got ${length}.`),
      );
    }
    for (const [value, kind] of [
      [null, 'null'],
      [[0, 0, 0, 0, 0, 0], 'object'],
    ] as const) {
      expect(() => assertFeatures(value as unknown as Float32Array, options)).toThrow(
        new TypeError(`assertFeatures: 'features' must be a Float32Array, got ${kind}.`),
      );
    }
    expect(() => assertFeatures(new Float32Array(6), { width: 0, frames: 3 })).toThrow(
      new RangeError("assertFeatures: 'width' must be a positive integer, got 0."),
    );
    expect(() => assertFeatures(new Float32Array(6), { width: 2, frames: 1.5 })).toThrow(
      new RangeError("assertFeatures: 'frames' must be a positive integer, got 1.5."),
    );
  });
});

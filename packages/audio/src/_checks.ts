import * as tf from '@tensorflow/tfjs-core';

// Every message reads `<function>: '<argument>' must <rule>, got <value>.`

export function mustBe(where: string, argument: string, rule: string, got: unknown): RangeError {
  return new RangeError(`${where}: '${argument}' must ${rule}, got ${got}.`);
}

export function assertInteger(where: string, argument: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw mustBe(where, argument, `be an integer >= ${least}`, value);
  }
}

/** Checks for a finite number > 0. */
export function assertPositive(where: string, argument: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw mustBe(where, argument, 'be positive', value);
  }
}

/** Checks for a finite number >= 0. */
export function assertNotNegative(where: string, argument: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw mustBe(where, argument, 'be finite and >= 0', value);
  }
}

export function assertFloatTensor(where: string, argument: string, value: unknown): void {
  if (!(value instanceof tf.Tensor) || value.dtype !== 'float32') {
    throw new TypeError(
      `${where}: '${argument}' must be a tensor of dtype float32, got ${kind(value)}.`,
    );
  }
}

/** Checks for a float32 tensor `[samples]` or `[batch, samples]`. */
export function assertSamples(where: string, samples: tf.Tensor): void {
  assertFloatTensor(where, 'samples', samples);
  if (samples.rank !== 1 && samples.rank !== 2) {
    const shape = `[${samples.shape.join(',')}]`;
    throw mustBe(where, 'samples', 'have shape [samples] or [batch,samples]', shape);
  }
}

/** Checks for a Float32Array without NaN and infinities. */
export function assertFloats(where: string, argument: string, values: Float32Array): void {
  if (!(values instanceof Float32Array)) {
    throw new TypeError(`${where}: '${argument}' must be a Float32Array, got ${kind(values)}.`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw mustBe(where, argument, 'be finite', `${values[i]} at ${i}`);
    }
  }
}

/** Checks for whole rows of finite features and returns their number. */
export function countRows(where: string, features: Float32Array, width: number): number {
  assertInteger(where, 'width', width, 1);
  assertFloats(where, 'features', features);
  if (features.length % width !== 0) {
    throw mustBe(where, 'features', `hold whole rows of ${width}`, `${features.length} numbers`);
  }
  return features.length / width;
}

/** Describes a value for a TypeError. */
function kind(value: unknown): string {
  if (value instanceof tf.Tensor) return `${value.dtype} tensor`;
  return (value as object | null | undefined)?.constructor?.name ?? String(value);
}

import * as tf from '@tensorflow/tfjs-core';

// `<function>: '<argument>' must <rule>, got <value>.`

export function assertCount(where: string, argument: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= ${least}, got ${value}.`);
  }
}

export function assertSeed(where: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: 'seed' must be a safe integer, got ${value}.`);
  }
}

export function assertTensor(where: string, argument: string, value: unknown): void {
  if (value instanceof tf.Tensor && value.dtype === 'float32') return;
  const kind = value instanceof tf.Tensor ? value.dtype : value === null ? 'null' : typeof value;
  throw new TypeError(`${where}: '${argument}' must be a float32 tensor, got ${kind}.`);
}

/** `pattern` has a number where the size is fixed and a name where it is free but at least 1. */
export function assertShape(
  where: string,
  argument: string,
  tensor: tf.Tensor,
  pattern: readonly (number | string)[],
): void {
  assertTensor(where, argument, tensor);
  const fits =
    tensor.rank === pattern.length &&
    tensor.shape.every((size, i) =>
      typeof pattern[i] === 'number' ? size === pattern[i] : size >= 1,
    );
  if (!fits) {
    throw new RangeError(
      `${where}: '${argument}' must have shape [${pattern.join(', ')}], got [${tensor.shape.join(', ')}].`,
    );
  }
}

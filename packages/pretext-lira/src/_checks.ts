import * as tf from '@tensorflow/tfjs-core';

// `<function>: '<argument>' must <rule>, got <value>.`

export function assertPositiveInteger(where: string, argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${where}: '${argument}' must be a positive integer, got ${value}.`);
  }
}

export function assertSeed(where: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: 'seed' must be a safe integer, got ${value}.`);
  }
}

/** `pattern` has a number where the size is fixed and a name where it is free but at least 1. */
export function assertShape(
  where: string,
  argument: string,
  tensor: tf.Tensor,
  pattern: readonly (number | string)[],
): void {
  if (!(tensor instanceof tf.Tensor) || tensor.dtype !== 'float32') {
    const kind =
      tensor instanceof tf.Tensor ? tensor.dtype : tensor === null ? 'null' : typeof tensor;
    throw new TypeError(`${where}: '${argument}' must be a float32 tensor, got ${kind}.`);
  }
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

import * as tf from '@tensorflow/tfjs-core';

// `<function>: '<argument>' must <rule>, got <value>.`

export function assertInteger(where: string, argument: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= ${least}, got ${value}.`);
  }
}

export function assertSeed(where: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: 'seed' must be a safe integer, got ${value}.`);
  }
}

export function assertTemperature(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${where}: '${argument}' must be finite and > 0, got ${value}.`);
  }
}

export function assertMomentum(where: string, argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${where}: '${argument}' must be in [0, 1], got ${value}.`);
  }
}

/**
 * A float32 tensor. `pattern` has a number where the size is fixed and a name where it is free but
 * at least 1; a leading `'...'` stands for any number of axes.
 */
export function assertShape(
  where: string,
  argument: string,
  tensor: tf.Tensor,
  pattern: readonly (number | string)[],
): void {
  if (!(tensor instanceof tf.Tensor) || tensor.dtype !== 'float32') {
    const got = tensor instanceof tf.Tensor ? tensor.dtype : typeof tensor;
    throw new TypeError(`${where}: '${argument}' must be a float32 tensor, got ${got}.`);
  }
  const open = pattern[0] === '...';
  const axes = open ? pattern.slice(1) : pattern;
  const sizes = open ? tensor.shape.slice(-axes.length) : tensor.shape;
  const fits =
    sizes.length === axes.length &&
    tensor.size > 0 &&
    axes.every((axis, i) => typeof axis === 'string' || axis === sizes[i]);
  if (!fits) {
    throw new RangeError(
      `${where}: '${argument}' must have shape [${pattern.join(', ')}], got [${tensor.shape.join(', ')}].`,
    );
  }
}

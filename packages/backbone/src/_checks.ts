import type * as tf from '@tensorflow/tfjs-core';

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

export function assertOneOf(
  where: string,
  argument: string,
  value: string,
  known: readonly string[],
): void {
  if (!known.includes(value)) {
    throw new RangeError(
      `${where}: '${argument}' must be one of ${known.join(', ')}, got ${value}.`,
    );
  }
}

/** `pattern` has a number where a size is fixed and a name where it is free, but at least 1. */
export function assertShape(
  where: string,
  argument: string,
  tensor: tf.Tensor,
  pattern: readonly (number | string)[],
): void {
  const fits =
    tensor.shape.length === pattern.length &&
    pattern.every((size, i) =>
      typeof size === 'number' ? tensor.shape[i] === size : tensor.shape[i]! >= 1,
    );
  if (!fits) {
    throw new RangeError(
      `${where}: '${argument}' must have shape [${pattern.join(', ')}], got [${tensor.shape.join(', ')}].`,
    );
  }
  if (tensor.dtype !== 'float32') {
    throw new TypeError(`${where}: '${argument}' must be float32, got ${tensor.dtype}.`);
  }
}

/** The smallest side whose last stage still has a pixel: the trunk divides each side by 32. */
const SMALLEST = 32;

export function assertFrameSize(where: string, argument: string, tensor: tf.Tensor): void {
  const [height, width] = tensor.shape.slice(-3) as [number, number, number];
  if (height < SMALLEST || width < SMALLEST) {
    throw new RangeError(
      `${where}: '${argument}' must have frames of at least ${SMALLEST} x ${SMALLEST} pixels, got ${height} x ${width}.`,
    );
  }
}

import * as tf from '@tensorflow/tfjs-core';

// Every message reads `<function>: '<argument>' must <rule>, got <value>.`

/** Describes a value for a TypeError. */
const kind = (value: unknown) =>
  value instanceof tf.Tensor ? `${value.dtype} tensor` : value === null ? 'null' : typeof value;

const shapeOf = (shape: readonly number[]) => `[${shape.join(',')}]`;

export function assertTensor(
  where: string,
  argument: string,
  value: unknown,
  ...dtypes: readonly tf.DataType[]
): void {
  if (!(value instanceof tf.Tensor) || !dtypes.includes(value.dtype)) {
    const allowed = dtypes.join(' or ');
    throw new TypeError(
      `${where}: '${argument}' must be a tensor of dtype ${allowed}, got ${kind(value)}.`,
    );
  }
}

/** `shape` has a number where a size is fixed and a name where it is free. */
export function assertShape(
  where: string,
  argument: string,
  tensor: tf.Tensor,
  shape: readonly (number | string)[],
): void {
  const fits = shape.every((size, i) => typeof size === 'string' || size === tensor.shape[i]);
  if (tensor.rank !== shape.length || !fits) {
    throw new RangeError(
      `${where}: '${argument}' must have shape [${shape.join(',')}], got ${shapeOf(tensor.shape)}.`,
    );
  }
}

export function assertNotEmpty(where: string, argument: string, tensor: tf.Tensor): void {
  if (tensor.size === 0) {
    throw new RangeError(
      `${where}: '${argument}' must hold at least one value, got ${shapeOf(tensor.shape)}.`,
    );
  }
}

/** Checks the mask of the frames, if there is one. */
export function assertMask(where: string, mask: tf.Tensor | undefined, frames: number[]): void {
  if (mask === undefined) return;
  assertTensor(where, 'mask', mask, 'float32', 'int32', 'bool');
  assertShape(where, 'mask', mask, frames);
}

/** Checks two float32 tensors and an optional mask of the same shape. */
export function assertPair(
  where: string,
  prediction: tf.Tensor,
  target: tf.Tensor,
  mask: tf.Tensor | undefined,
): void {
  assertTensor(where, 'prediction', prediction, 'float32');
  assertTensor(where, 'target', target, 'float32');
  assertNotEmpty(where, 'prediction', prediction);
  assertShape(where, 'target', target, prediction.shape);
  assertMask(where, mask, prediction.shape);
}

/** Checks logits `[..., classes]`, int32 labels `[...]` and an optional mask `[...]`. */
export function assertClassification(
  where: string,
  logits: tf.Tensor,
  labels: tf.Tensor,
  mask: tf.Tensor | undefined,
): void {
  assertLogits(where, logits);
  const frames = logits.shape.slice(0, -1);
  assertTensor(where, 'labels', labels, 'int32');
  assertShape(where, 'labels', labels, frames);
  assertMask(where, mask, frames);
}

export function assertLogits(where: string, logits: tf.Tensor): void {
  assertTensor(where, 'logits', logits, 'float32');
  if (logits.rank < 2 || logits.shape[logits.rank - 1]! < 2) {
    throw new RangeError(
      `${where}: 'logits' must have shape [..., classes] with 2 or more classes, got ${shapeOf(logits.shape)}.`,
    );
  }
  assertNotEmpty(where, 'logits', logits);
}

/** Checks for finite numbers: `length` of them, or at least one. */
export function assertNumbers(
  where: string,
  argument: string,
  values: ArrayLike<number> | undefined,
  length?: number,
): asserts values is ArrayLike<number> {
  if (!isArrayLike(values)) {
    throw new TypeError(`${where}: '${argument}' must be an array, got ${kind(values)}.`);
  }
  if (length === undefined ? values.length === 0 : values.length !== length) {
    const rule = length === undefined ? 'at least one number' : `${length} numbers`;
    throw new RangeError(`${where}: '${argument}' must hold ${rule}, got ${values.length}.`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${where}: '${argument}' must be finite, got ${values[i]} at ${i}.`);
    }
  }
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

export function assertInteger(where: string, argument: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= ${min}, got ${value}.`);
  }
}

export function assertFinite(where: string, argument: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: '${argument}' must be finite, got ${value}.`);
  }
}

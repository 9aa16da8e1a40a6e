import { assertViews, type TimeOptions } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';

// `<function>: '<argument>' must <rule>, got <value>.`

export function assertCount(where: string, argument: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`${where}: '${argument}' must be an integer >= 1, got ${value}.`);
  }
}

export function assertSeed(where: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${where}: 'seed' must be a safe integer, got ${value}.`);
  }
}

export function assertMomentum(where: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${where}: 'momentum' must be in [0, 1], got ${value}.`);
  }
}

/** Checks that there are two views of the same clips, in a batch that batch norm can normalize. */
export function assertPair(
  where: string,
  views: readonly tf.Tensor5D[],
  { perFrame }: Required<TimeOptions>,
): void {
  assertViews(where, views, { least: 2, perFrame });
  if (views.length > 2) {
    throw new RangeError(`${where}: 'views' must hold 2 views, got ${views.length}.`);
  }
  const [batch] = views[0]!.shape;
  if (batch < 2) {
    throw new RangeError(`${where}: 'views' must have a batch of 2 or more, got ${batch}.`);
  }
}

/** Two float32 tensors `[batch, features]` of one shape. */
export function assertSameShape(where: string, prediction: tf.Tensor2D, target: tf.Tensor2D): void {
  for (const [argument, value] of Object.entries({ prediction, target })) {
    if (value instanceof tf.Tensor && value.dtype === 'float32') continue;
    const kind = value instanceof tf.Tensor ? value.dtype : typeof value;
    throw new TypeError(`${where}: '${argument}' must be a float32 tensor, got ${kind}.`);
  }
  const shape = (x: tf.Tensor) => `[${x.shape.join(', ')}]`;
  if (prediction.rank !== 2 || prediction.size === 0) {
    throw new RangeError(
      `${where}: 'prediction' must have shape [batch, features], got ${shape(prediction)}.`,
    );
  }
  if (shape(target) !== shape(prediction)) {
    throw new RangeError(
      `${where}: 'target' must have shape ${shape(prediction)}, got ${shape(target)}.`,
    );
  }
}

import { assertViews, type PretextEncoder, poolOverTime } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import type { DinoBatch } from './dino-batch.ts';

/** The smallest frame that a ResNet, which divides each side by 32, leaves a pixel of. */
const SMALLEST = 32;

/** All views of a batch, the teacher's first. Refuses a batch that DINO cannot use. */
export function viewsOf(
  where: string,
  { global, local }: DinoBatch,
  perFrame: boolean,
): readonly tf.Tensor5D[] {
  if (!Array.isArray(global) || !Array.isArray(local)) {
    throw new TypeError(`${where}: 'batch' must hold the lists 'global' and 'local'.`);
  }
  if (global.length < 1) {
    throw new RangeError(`${where}: 'global' must hold at least 1 view, got 0.`);
  }
  const views: readonly tf.Tensor5D[] = [...global, ...local];
  assertViews(where, views, { least: 2, perFrame });
  views.forEach(({ shape: [, , height, width] }, i) => {
    if (height >= SMALLEST && width >= SMALLEST) return;
    throw new RangeError(
      `${where}: 'views[${i}]' must have frames of at least ${SMALLEST} x ${SMALLEST} pixels, got ${height} x ${width}.`,
    );
  });
  return views;
}

/**
 * One representation for each clip of each view, `[views * batch, features]`, view by view.
 * Neighbouring views of one size go through the encoder as one batch: batch norm sees them together.
 */
export function represent(encoder: PretextEncoder, views: readonly tf.Tensor5D[]): tf.Tensor2D {
  const groups: tf.Tensor5D[][] = [];
  for (const view of views) {
    const current = groups.at(-1);
    if (current && String(current[0]!.shape) === String(view.shape)) current.push(view);
    else groups.push([view]);
  }
  const pooled = groups.map((group) =>
    poolOverTime(encoder.forward(tf.concat(group), { training: true })),
  );
  return tf.concat(pooled);
}

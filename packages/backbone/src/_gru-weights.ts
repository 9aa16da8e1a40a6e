import type * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** One direction of one layer. Gates are stacked reset, update, new, as PyTorch does. */
export interface GruWeights {
  /** `[input, 3 * hidden]`. */
  readonly weightIh: tf.Tensor2D;
  /** `[hidden, 3 * hidden]`. */
  readonly weightHh: tf.Tensor2D;
  /** `[3 * hidden]`. */
  readonly biasIh: tf.Tensor1D;
  /** `[3 * hidden]`. */
  readonly biasHh: tf.Tensor1D;
}

/** `hidden`, read off `weightHh`, must fit everywhere. */
export function assertGruWeights(
  where: string,
  input: number,
  { weightIh, weightHh, biasIh, biasHh }: GruWeights,
): void {
  assertShape(where, 'weightHh', weightHh, ['hidden', '3 * hidden']);
  const gates = 3 * weightHh.shape[0];
  assertShape(where, 'weightHh', weightHh, [weightHh.shape[0], gates]);
  assertShape(where, 'weightIh', weightIh, [input, gates]);
  assertShape(where, 'biasIh', biasIh, [gates]);
  assertShape(where, 'biasHh', biasHh, [gates]);
}

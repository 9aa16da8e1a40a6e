import type * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** Weights of one direction of one GRU layer. Gates are stacked as in PyTorch: reset, update, new. */
export interface GruWeights {
  /** Weights of the input, `[input, 3 * hidden]`. */
  readonly weightIh: tf.Tensor2D;
  /** Weights of the state, `[hidden, 3 * hidden]`. */
  readonly weightHh: tf.Tensor2D;
  /** Bias of the input, `[3 * hidden]`. */
  readonly biasIh: tf.Tensor1D;
  /** Bias of the state, `[3 * hidden]`. */
  readonly biasHh: tf.Tensor1D;
}

/** Checks all shapes against `hidden`, which is taken from `weightHh`. */
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

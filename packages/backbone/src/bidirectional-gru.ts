import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import { assertGruWeights, type GruWeights } from './_gru-weights.ts';
import { gruLayer } from './gru-layer.ts';

/** Weights of both directions of one layer. */
export interface BidirectionalGruWeights {
  readonly forward: GruWeights;
  readonly backward: GruWeights;
}

/** Options of {@link bidirectionalGru}. */
export interface BidirectionalGruOptions {
  /**
   * Float32 `[batch, time]`: 1 for a valid frame, 0 for padding after it. A padded frame changes no state and gives
   * zeros, so each sequence gets the output it would have alone, like PyTorch's packed sequences. Default: every frame is
   * valid.
   */
  readonly mask?: tf.Tensor2D;
}

/**
 * Runs a stack of bidirectional GRU layers, each of which reads `[forward, backward]` of the layer below.
 *
 * @param x float32 `[batch, time, input]`.
 * @param layers weights from the bottom up; the inputs of a layer above the first are twice the hidden size below.
 * @returns float32 `[batch, time, 2 * hidden]`, the states of the top layer.
 * @throws RangeError if a shape does not fit or there is no layer; TypeError if a tensor is not float32.
 * @example
 * ```ts
 * import { bidirectionalGru } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // Input 3, hidden size 2.
 * const weights = {
 *   weightIh: tf.zeros<tf.Rank.R2>([3, 6]),
 *   weightHh: tf.zeros<tf.Rank.R2>([2, 6]),
 *   biasIh: tf.ones<tf.Rank.R1>([6]),
 *   biasHh: tf.zeros<tf.Rank.R1>([6]),
 * };
 * const x = tf.zeros<tf.Rank.R3>([1, 5, 3]);
 * const states = bidirectionalGru(x, [{ forward: weights, backward: weights }]);
 * console.log(states.shape.join()); // 1,5,4
 * ```
 */
export function bidirectionalGru(
  x: tf.Tensor3D,
  layers: readonly BidirectionalGruWeights[],
  { mask }: BidirectionalGruOptions = {},
): tf.Tensor3D {
  const where = 'bidirectionalGru';
  assertShape(where, 'x', x, ['batch', 'time', 'input']);
  if (mask) assertShape(where, 'mask', mask, x.shape.slice(0, 2));
  if (layers.length === 0) {
    throw new RangeError(`${where}: 'layers' must hold at least one layer, got none.`);
  }
  let input = x.shape[2];
  for (const { forward, backward } of layers) {
    assertGruWeights(where, input, forward);
    assertGruWeights(where, input, backward);
    input = forward.weightHh.shape[0] + backward.weightHh.shape[0];
  }

  return tf.tidy(() => {
    const valid: tf.Tensor3D | undefined = mask && tf.expandDims(mask, 2);
    let y = x;
    for (const { forward, backward } of layers) {
      const input: tf.Tensor3D = valid ? tf.concat([y, tf.sub(1, valid)], 2) : y;
      const wired = (weights: GruWeights) => (valid ? wireHold(weights) : weights);
      const states = [
        gruLayer(input, wired(forward)),
        gruLayer(input, wired(backward), { reverse: true }),
      ];
      y = valid ? tf.mul(tf.concat(states, 2), valid) : tf.concat(states, 2);
    }
    return tf.clone(y);
  });
}

/**
 * Returns weights with one more input, which is 1 on padding. It opens the update gate: sigmoid(1e4 + ...) is 1 in
 * float32, and h' = (1 - z) * n + z * h is then h, exactly and with exact gradients.
 */
function wireHold(weights: GruWeights): GruWeights {
  const hidden = weights.weightHh.shape[0];
  const toUpdate = tf.pad(tf.fill([1, hidden], 1e4), [
    [0, 0],
    [hidden, hidden],
  ]);
  return { ...weights, weightIh: tf.concat([weights.weightIh, toUpdate as tf.Tensor2D], 0) };
}

import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import { assertGruWeights, type GruWeights } from './_gru-weights.ts';
import { gruLayer } from './gru-layer.ts';

/** Both directions of one layer. */
export interface BidirectionalGruWeights {
  readonly forward: GruWeights;
  readonly backward: GruWeights;
}

export interface BidirectionalGruOptions {
  /**
   * `[batch, time]`, 1 for a valid frame and 0 for padding behind it, float32. A padded frame changes
   * no state and gives zeros, so each sequence gets what it would alone (PyTorch's packed sequences).
   * Default: every frame counts.
   */
  readonly mask?: tf.Tensor2D;
}

/**
 * A stack of bidirectional GRU layers: each reads `[forward, backward]` of the one below.
 *
 * @param x `[batch, time, input]`.
 * @param layers from the bottom up; a layer above the first has inputs of twice the hidden size below.
 * @returns `[batch, time, 2 * hidden]` of the top layer.
 * @throws RangeError if a shape does not fit or there is no layer, TypeError if a tensor is not float32.
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
 * Weights for one more input, which is 1 on padding: it opens the update gate, sigmoid(1e4 + ...) = 1
 * in float32, and then h' = (1 - z) * n + z * h = h, exactly and with exact gradients.
 */
function wireHold(weights: GruWeights): GruWeights {
  const hidden = weights.weightHh.shape[0];
  const toUpdate = tf.pad(tf.fill([1, hidden], 1e4), [
    [0, 0],
    [hidden, hidden],
  ]);
  return { ...weights, weightIh: tf.concat([weights.weightIh, toUpdate as tf.Tensor2D], 0) };
}

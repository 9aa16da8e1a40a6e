import * as tf from '@tensorflow/tfjs-core';
import { assertPositive } from './_checks.ts';
import { norm } from './_norm.ts';

/** Result of {@link clipByGlobalNorm}: new tensors, owned by the caller. */
export interface ClippedGradients extends tf.TensorContainerObject {
  /** Scaled gradients with the same names and shapes. */
  gradients: tf.NamedTensorMap;
  /** Norm of all gradients together before clipping, a scalar. */
  norm: tf.Scalar;
}

/**
 * Scales all gradients by one factor, `min(1, maxNorm / (norm + 1e-6))`, so that their norm over all entries of all tensors
 * is at most `maxNorm`. The direction stays. It is equivalent to `torch.nn.utils.clip_grad_norm_`.
 *
 * @param gradients at least one tensor of any shape, by variable name. They are not disposed.
 * @param maxNorm finite, > 0.
 * @throws RangeError if `maxNorm` is out of range or there is no gradient; TypeError if one is missing.
 * @example
 * ```ts
 * import { clipByGlobalNorm } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([4]) };
 * const { gradients: clipped, norm } = clipByGlobalNorm(gradients, 1);
 * console.log(norm.dataSync()[0], clipped.a?.dataSync()[0]?.toFixed(2)); // 5 0.60
 * ```
 */
export function clipByGlobalNorm(gradients: tf.NamedTensorMap, maxNorm: number): ClippedGradients {
  assertGradients('clipByGlobalNorm', gradients);
  assertPositive('clipByGlobalNorm', 'maxNorm', maxNorm);
  return tf.tidy(() => {
    const [first, ...others] = Object.values(gradients);
    const total = norm(first!, ...others);
    const factor = clippingFactor(total, maxNorm);
    return { gradients: mapTensors(gradients, (g) => tf.mul(g, factor)), norm: total };
  });
}

/**
 * Scales each gradient by its own factor, `min(1, maxNorm / (norm + 1e-6))`, so that the norm of each is at most `maxNorm`.
 * This is DINO's clipping.
 *
 * @param gradients at least one tensor of any shape, by variable name. They are not disposed.
 * @param maxNorm finite, > 0.
 * @returns new tensors with the same names and shapes, owned by the caller.
 * @throws RangeError if `maxNorm` is out of range or there is no gradient; TypeError if one is missing.
 * @see Caron et al. 2021, https://arxiv.org/abs/2104.14294, `clip_gradients` of the reference code.
 * @example
 * ```ts
 * import { clipByParameterNorm } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([4]) };
 * const clipped = clipByParameterNorm(gradients, 3.5);
 * console.log(clipped.a?.dataSync()[0]?.toFixed(2), clipped.b?.dataSync()[0]?.toFixed(2)); // 3.00 3.50
 * ```
 */
export function clipByParameterNorm(
  gradients: tf.NamedTensorMap,
  maxNorm: number,
): tf.NamedTensorMap {
  assertGradients('clipByParameterNorm', gradients);
  assertPositive('clipByParameterNorm', 'maxNorm', maxNorm);
  return tf.tidy(() => mapTensors(gradients, (g) => tf.mul(g, clippingFactor(norm(g), maxNorm))));
}

function clippingFactor(length: tf.Scalar, maxNorm: number): tf.Scalar {
  return tf.minimum(1, tf.div(maxNorm, tf.add(length, 1e-6)));
}

function mapTensors(
  tensors: tf.NamedTensorMap,
  map: (tensor: tf.Tensor) => tf.Tensor,
): tf.NamedTensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, map(t)]));
}

function assertGradients(where: string, gradients: tf.NamedTensorMap): void {
  const entries = Object.entries(gradients);
  if (entries.length === 0) {
    throw new RangeError(`${where}: 'gradients' must hold at least one tensor, got none.`);
  }
  for (const [name, gradient] of entries) {
    if (!(gradient instanceof tf.Tensor)) {
      throw new TypeError(
        `${where}: 'gradients' must hold a tensor for '${name}', got ${gradient}.`,
      );
    }
  }
}

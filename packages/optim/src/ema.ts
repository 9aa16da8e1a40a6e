import * as tf from '@tensorflow/tfjs-core';
import { fed } from './_fed.ts';

/**
 * Updates exponential moving averages in place: `average <- momentum average + (1 - momentum) source`. The teachers of BYOL
 * and DINO follow their students this way, after each optimizer step.
 *
 * Batch-norm statistics are updated only if they are in the lists.
 *
 * @param averages float32 variables, which are updated.
 * @param sources tensors or variables of the same number and shapes, pair by pair. They are not changed.
 * @param momentum in [0, 1]: 1 changes nothing, 0 copies.
 * @throws RangeError if `momentum` is out of range, the lists differ in length, a pair differs in shape or dtype, or an
 *   average is among the sources. Nothing is updated then.
 * @see Grill et al. 2020, eq. 1, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { emaUpdate } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [average, source] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(0))];
 * emaUpdate([average], [source], 0.9);
 * console.log(average.dataSync()[0]!.toFixed(2)); // 0.90
 * ```
 */
export function emaUpdate(
  averages: readonly tf.Variable[],
  sources: readonly tf.Tensor[],
  momentum: number,
): void {
  assertPairs(averages, sources);
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new RangeError(`emaUpdate: 'momentum' must be in [0, 1], got ${momentum}.`);
  }
  // The momentum is rounded first, so that the two weights sum to 1 in float32, too. Weights rounded separately
  // make an average drift from values it has reached: by 0.1 % in 20,000 steps at a momentum of 0.99999.
  const rounded = Math.fround(momentum);
  tf.tidy(() => {
    const kept = fed(rounded);
    const taken = fed(1 - rounded);
    averages.forEach((average, i) => {
      tf.tidy(() => {
        average.assign(tf.add(tf.mul(average, kept), tf.mul(sources[i]!, taken)));
      });
    });
  });
}

function assertPairs(averages: readonly tf.Variable[], sources: readonly tf.Tensor[]): void {
  if (averages.length !== sources.length) {
    throw new RangeError(
      `emaUpdate: 'sources' must hold as many tensors as 'averages' (${averages.length}), got ${sources.length}.`,
    );
  }
  const all = new Set(sources);
  averages.forEach((average, i) => {
    for (const { dtype, shape } of [average, sources[i]!]) {
      const [wanted, got] = [`float32 [${average.shape}]`, `${dtype} [${shape}]`];
      if (wanted === got) continue;
      throw new RangeError(`emaUpdate: pair ${i} must be ${wanted}, got ${got}.`);
    }
    if (all.has(average)) {
      throw new RangeError(
        `emaUpdate: 'averages' must share no variable with 'sources', got '${average.name}' in both.`,
      );
    }
  });
}

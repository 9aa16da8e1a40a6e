import * as tf from '@tensorflow/tfjs-core';
import { assertMask, assertNotEmpty, assertNumbers, assertShape, assertTensor } from './_checks.ts';
import { cccLoss } from './ccc.ts';
import { crossEntropy } from './cross-entropy.ts';
import { type BinOptions, binCenters, discretise, resolveBins } from './discretise.ts';
import { mse } from './mse.ts';
import { type NcceOptions, ncce } from './ncce.ts';
import { nearestCentroid } from './nearest-centroid.ts';
import type { Dimension, Output } from './split-output.ts';

/** The terms of Eq. 6. */
export type Term = 'ccc' | 'mse' | 'ce' | 'ncce';

/** Weights of the terms, finite and >= 0. A term whose weight is 0 or missing is not computed. */
export type TermWeights = { readonly [term in Term]?: number };

/** Weights by dimension, at least one of them > 0. `tableIII` has the paper's. */
export type CompositeWeights = { readonly [dimension in Dimension]: TermWeights };

/** The computed terms by dimension; `ccc` is the loss `1 - CCC`. */
export type CompositeTerms = {
  readonly [dimension in Dimension]: { readonly [term in Term]?: tf.Scalar };
};

/** Options of {@link compositeLoss}. `low` and `high` are the interval of the bins. */
export interface CompositeOptions extends NcceOptions, Omit<BinOptions, 'bins'> {
  /** Weights of the terms for each dimension. */
  readonly weights: CompositeWeights;
  /**
   * The centroids K of nCCE, required if nCCE has a weight. With k-means centroids for each dimension, as in the paper,
   * the class of a label is the nearest centroid. With 'uniform', nCCE uses the bins of CE and their centers.
   */
  readonly centroids?: 'uniform' | Readonly<Record<Dimension, ArrayLike<number>>>;
}

const dimensions = ['arousal', 'valence'] as const;
const terms = ['ccc', 'mse', 'ce', 'ncce'] as const;

/**
 * Computes the paper's total loss: `w_ccc (1 - CCC) + w_mse MSE + w_ce CE + w_ncce nCCE`, summed over arousal and valence.
 * Eq. 6 prints CCC where section III-D has `1 - CCC`.
 *
 * @param output result of `splitOutput`: logits `[batch, time, classes]`, value `[batch, time]`.
 * @param labels float32 `[batch, time, 2]`: (arousal, valence). The contents of masked frames do not matter, neither here
 *   nor in `output`.
 * @param options `mask` is `[batch, time]`, for both dimensions.
 * @returns scalar.
 * @throws TypeError if an argument has the wrong type; RangeError if shapes do not fit, a weight is negative or not finite,
 *   all weights are 0, or centroids are missing.
 * @see SS-VAERR, Eq. 6.
 * @example
 * ```ts
 * import { compositeLoss, splitOutput, tableIII } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const raw = tf.zeros<tf.Rank.R3>([1, 2, 42]); // from the network: 20 logits and 1 value, twice
 * const labels = tf.tensor3d([0.5, 0.1, -0.5, 0.3], [1, 2, 2]);
 * const loss = compositeLoss(splitOutput(raw), labels, { weights: tableIII.mse });
 * console.log(loss.dataSync()[0]!.toFixed(3)); // 0.300
 * ```
 */
export function compositeLoss(
  output: Output,
  labels: tf.Tensor3D,
  options: CompositeOptions,
): tf.Scalar {
  assertComposite('compositeLoss', output, labels, options);
  return tf.tidy(() => {
    const computed = termsOf(output, labels, options);
    const weighted = dimensions.flatMap((dimension) =>
      terms.flatMap((term) => {
        const loss = computed[dimension][term];
        return loss ? [tf.mul(loss, options.weights[dimension][term]!)] : [];
      }),
    );
    return tf.addN(weighted) as tf.Scalar;
  });
}

/**
 * Computes the unweighted terms of {@link compositeLoss} whose weight is > 0, for logging.
 *
 * @returns scalars, owned by the caller.
 * @throws the errors of {@link compositeLoss}.
 * @example
 * ```ts
 * import { compositeTerms, splitOutput, tableIII } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const raw = tf.zeros<tf.Rank.R3>([1, 2, 42]); // from the network: 20 logits and 1 value, twice
 * const labels = tf.tensor3d([0.5, 0.1, -0.5, 0.3], [1, 2, 2]);
 * const { arousal } = compositeTerms(splitOutput(raw), labels, { weights: tableIII.cccCe });
 * console.log(Object.keys(arousal).join(' ')); // ccc ce
 * ```
 */
export function compositeTerms(
  output: Output,
  labels: tf.Tensor3D,
  options: CompositeOptions,
): CompositeTerms {
  assertComposite('compositeTerms', output, labels, options);
  return tf.tidy(() => termsOf(output, labels, options));
}

function termsOf(output: Output, labels: tf.Tensor3D, options: CompositeOptions): CompositeTerms {
  const [arousal, valence] = tf.unstack(labels, -1) as [tf.Tensor2D, tf.Tensor2D];
  return {
    arousal: dimensionTerms('arousal', output, arousal, options),
    valence: dimensionTerms('valence', output, valence, options),
  };
}

function dimensionTerms(
  dimension: Dimension,
  output: Output,
  labels: tf.Tensor2D,
  options: CompositeOptions,
): CompositeTerms[Dimension] {
  const { weights, mask, centroids } = options;
  const { logits, value } = output[dimension];
  const bins = { ...options, bins: logits.shape[2] };
  const compute: { readonly [term in Term]: () => tf.Scalar } = {
    ccc: () => cccLoss(value, labels, { mask }),
    mse: () => mse(value, labels, { mask }),
    ce: () => crossEntropy(logits, discretise(labels, bins), { mask }),
    ncce: () => {
      if (centroids === 'uniform') {
        return ncce(logits, discretise(labels, bins), binCenters(bins), options);
      }
      const k = centroids![dimension]; // checked by assertComposite
      return ncce(logits, nearestCentroid(labels, k), k, options);
    },
  };
  const wanted = terms.filter((term) => hasWeight(weights, dimension, term));
  return Object.fromEntries(wanted.map((term) => [term, compute[term]()]));
}

const hasWeight = (weights: CompositeWeights, dimension: Dimension, term: Term) =>
  (weights[dimension][term] ?? 0) > 0;

function assertComposite(
  where: string,
  output: Output,
  labels: tf.Tensor3D,
  options: CompositeOptions,
): void {
  assertWeights(where, options.weights);
  for (const dimension of dimensions) {
    const { logits, value } = output[dimension] ?? {};
    const name = `output.${dimension}`;
    assertTensor(where, `${name}.logits`, logits, 'float32');
    assertShape(where, `${name}.logits`, logits, ['batch', 'time', 'classes']);
    assertNotEmpty(where, `${name}.logits`, logits);
    assertTensor(where, `${name}.value`, value, 'float32');
    assertShape(where, `${name}.value`, value, logits.shape.slice(0, 2));
    resolveBins(where, { ...options, bins: logits.shape[2] });
    if (hasWeight(options.weights, dimension, 'ncce') && options.centroids !== 'uniform') {
      const centroids = options.centroids?.[dimension];
      assertNumbers(where, `centroids.${dimension}`, centroids, logits.shape[2]);
    }
  }
  const [batch, time] = output.arousal.value.shape;
  assertShape(where, 'output.valence.value', output.valence.value, [batch, time]);
  assertTensor(where, 'labels', labels, 'float32');
  assertShape(where, 'labels', labels, [batch, time, 2]);
  assertMask(where, options.mask, [batch, time]);
}

function assertWeights(where: string, weights: CompositeWeights): void {
  let sum = 0;
  for (const dimension of dimensions) {
    const ofDimension = weights?.[dimension];
    if (typeof ofDimension !== 'object' || ofDimension === null) {
      throw new TypeError(
        `${where}: 'weights.${dimension}' must be an object, got ${typeof ofDimension}.`,
      );
    }
    for (const [term, weight] of Object.entries(ofDimension)) {
      if (!terms.includes(term as Term)) {
        throw new RangeError(
          `${where}: 'weights.${dimension}' must name ${terms.join(', ')} only, got ${term}.`,
        );
      }
      if (!(weight >= 0 && Number.isFinite(weight))) {
        throw new RangeError(
          `${where}: 'weights.${dimension}.${term}' must be finite and >= 0, got ${weight}.`,
        );
      }
      sum += weight;
    }
  }
  if (sum === 0) throw new RangeError(`${where}: 'weights' must not all be 0, got only zeros.`);
}

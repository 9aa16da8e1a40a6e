import * as tf from '@tensorflow/tfjs-core';
import { assertFinite, assertInteger, assertTensor } from './_checks.ts';
import { oneHot } from './_one-hot.ts';

/** Number and interval of uniform bins. */
export interface BinOptions {
  /** Number of bins, >= 2. Default 20. */
  readonly bins?: number;
  /** Lower border of the first bin. Default -1. */
  readonly low?: number;
  /** Upper border of the last bin. Default 1. */
  readonly high?: number;
}

/**
 * Assigns each value to a bin: `clip(floor((y - low) / width + 1e-6), 0, bins - 1)`. A bin includes its lower border. The
 * 1e-6 keeps labels that were rounded to a border in the bin of decimal arithmetic (0.3 is stored as 0.29999...). Values
 * outside the interval go to the nearest bin.
 *
 * @param y float32, any shape. The class of NaN is arbitrary: mask it.
 * @returns int32 classes in [0, bins - 1], same shape. Not differentiable.
 * @throws TypeError if `y` is not float32; RangeError if `bins` is not an integer >= 2 or `low` is not below `high`.
 * @see SS-VAERR, section III-D: 20 classes with uniform borders; the interval is our interpretation.
 * @example
 * ```ts
 * import { discretise } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(discretise(tf.tensor1d([-1, 0.3, 1])).dataSync().join(' ')); // 0 13 19
 * ```
 */
export function discretise(y: tf.Tensor, options: BinOptions = {}): tf.Tensor {
  assertTensor('discretise', 'y', y, 'float32');
  const bins = resolveBins('discretise', options);
  return tf.tidy(() => binOf(y, bins));
}

/**
 * Assigns each value to a bin, as a one-hot vector: the paper's classification targets. See {@link discretise}.
 *
 * @param y float32 `[...]`.
 * @returns float32 `[..., bins]`.
 * @throws the errors of {@link discretise}.
 * @example
 * ```ts
 * import { oneHotBins } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(oneHotBins(tf.tensor1d([0.3]), { bins: 4 }).dataSync().join(' ')); // 0 0 1 0
 * ```
 */
export function oneHotBins(y: tf.Tensor, options: BinOptions = {}): tf.Tensor {
  assertTensor('oneHotBins', 'y', y, 'float32');
  const bins = resolveBins('oneHotBins', options);
  return tf.tidy(() => oneHot(binOf(y, bins), bins.bins));
}

/**
 * Returns the centers of the bins, ascending: -0.95, -0.85, ... 0.95 by default.
 *
 * @returns `bins` numbers.
 * @throws RangeError if `bins` is not an integer >= 2 or `low` is not below `high`.
 * @example
 * ```ts
 * import { binCenters } from '@ssvaerr/losses';
 *
 * console.log(binCenters({ bins: 4 }).join(' ')); // -0.75 -0.25 0.25 0.75
 * ```
 */
export function binCenters(options: BinOptions = {}): number[] {
  const { bins, low, high } = resolveBins('binCenters', options);
  return Array.from({ length: bins }, (_, i) => low + ((high - low) * (i + 0.5)) / bins);
}

function binOf(y: tf.Tensor, { bins, low, high }: Required<BinOptions>): tf.Tensor {
  const position = tf.mul(tf.sub(y, low), bins / (high - low));
  return tf.cast(tf.clipByValue(tf.floor(tf.add(position, 1e-6)), 0, bins - 1), 'int32');
}

/** Applies the defaults and checks the options. */
export function resolveBins(
  where: string,
  { bins = 20, low = -1, high = 1 }: BinOptions,
): Required<BinOptions> {
  assertInteger(where, 'bins', bins, 2);
  assertFinite(where, 'low', low);
  assertFinite(where, 'high', high);
  if (low >= high) {
    throw new RangeError(`${where}: 'low' must be < 'high', got low ${low}, high ${high}.`);
  }
  return { bins, low, high };
}

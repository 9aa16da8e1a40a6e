import * as tf from '@tensorflow/tfjs-core';
import { assertClassification } from './_checks.ts';
import { classify } from './_classify.ts';
import { maskedMean } from './_masked.ts';
import type { MaskOptions } from './mask.ts';

/**
 * Computes the cross-entropy of class logits, averaged over the frames that count.
 *
 * @param logits float32 `[..., classes]`, before any softmax.
 * @param labels int32 `[...]`, classes in [0, classes - 1]. The loss of a frame with another number is 0.
 * @returns scalar >= 0; 0 if no frame counts.
 * @throws TypeError if a dtype is wrong; RangeError if shapes do not fit.
 * @see SS-VAERR, Eq. 3.
 * @example
 * ```ts
 * import { crossEntropy } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const logits = tf.tensor2d([2, 0, 0, 2], [2, 2]); // two frames, two classes
 * console.log(crossEntropy(logits, tf.tensor1d([0, 1], 'int32')).dataSync()[0]!.toFixed(3)); // 0.127
 * ```
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { mask }: MaskOptions = {},
): tf.Scalar {
  assertClassification('crossEntropy', logits, labels, mask);
  return tf.tidy(() => maskedMean(classify(logits, labels, mask).crossEntropy, mask));
}

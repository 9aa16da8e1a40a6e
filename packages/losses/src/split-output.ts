import * as tf from '@tensorflow/tfjs-core';
import { assertNotEmpty, assertShape, assertTensor } from './_checks.ts';

/** The two label dimensions, in the order of the label columns. */
export type Dimension = 'arousal' | 'valence';

/** The network's output by dimension. */
export type Output = {
  readonly [dimension in Dimension]: {
    /** Class logits `[batch, time, classes]`, before any softmax. */
    readonly logits: tf.Tensor3D;
    /** Regression value `[batch, time]`, in [-1, 1]. */
    readonly value: tf.Tensor2D;
  };
};

/**
 * Splits the network's output: `classes` logits and one value for arousal, then the same for valence. A value is
 * `2 * sigmoid - 1` of its unit (the paper's Fig. 1d).
 *
 * @param raw float32 `[batch, time, 2 * (classes + 1)]`: width 42 for the paper's 20 classes.
 * @returns tensors owned by the caller.
 * @throws TypeError if `raw` is not float32; RangeError if its rank is not 3 or its width is odd or below 6.
 * @example
 * ```ts
 * import { splitOutput } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const { arousal, valence } = splitOutput(tf.zeros([1, 5, 42]));
 * console.log(arousal.logits.shape, valence.value.shape); // [ 1, 5, 20 ] [ 1, 5 ]
 * ```
 */
export function splitOutput(raw: tf.Tensor3D): Output {
  assertTensor('splitOutput', 'raw', raw, 'float32');
  assertShape('splitOutput', 'raw', raw, ['batch', 'time', '2 * (classes + 1)']);
  assertNotEmpty('splitOutput', 'raw', raw);
  const width = raw.shape[2];
  if (width % 2 !== 0 || width < 6) {
    throw new RangeError(
      `splitOutput: 'raw' must have width 2 * (classes + 1) with 2 or more classes, got ${width}.`,
    );
  }
  return tf.tidy(() => {
    const classes = width / 2 - 1;
    const parts = tf.split(raw, [classes, 1, classes, 1], 2);
    const [arousal, arousalUnit, valence, valenceUnit] = parts as [Part, Part, Part, Part];
    return {
      arousal: { logits: arousal, value: affect(arousalUnit) },
      valence: { logits: valence, value: affect(valenceUnit) },
    };
  });
}

type Part = tf.Tensor3D;

const affect = (unit: Part): tf.Tensor2D => tf.squeeze(tf.sub(tf.mul(2, tf.sigmoid(unit)), 1), [2]);

import * as tf from '@tensorflow/tfjs-core';
import type { Pass } from './_pass.ts';

/** Applies the activation. `at` names PReLU's slopes, for example `frontend3D.2` or `trunk.layer1.0.relu1`. */
export function activate(x: tf.Tensor4D, at: string, { activation, variables }: Pass): tf.Tensor4D {
  if (activation === 'relu') return tf.relu(x);
  if (activation === 'swish') return tf.mul(x, tf.sigmoid(x));
  return tf.prelu<tf.Tensor>(x, variables[`${at}.weight`]!) as tf.Tensor4D;
}

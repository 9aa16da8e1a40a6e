import type { Variables } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { linear } from './_linear.ts';
import type { ConformerConfig } from './conformer-config.ts';

/** Maps the conformer's output to the targets: `[batch, time, width]` to `[batch, time, targets]`. */
export function predictTargets(
  x: tf.Tensor3D,
  head: ConformerConfig['head'],
  variables: Variables,
): tf.Tensor3D {
  if (head === 'linear') return linear(x, 'head', variables);
  return linear(tf.relu(linear(x, 'head.0', variables)), 'head.2', variables);
}

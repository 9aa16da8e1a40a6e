import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import { gruBackward, gruForward } from './_gru-composed.ts';
import { assertGruWeights, type GruWeights } from './_gru-weights.ts';

export interface GruLayerOptions {
  /** Run from the last frame to the first; the output stays in the order of time. Default false. */
  readonly reverse?: boolean;
}

/**
 * A GRU over whole sequences, from a zero state, with PyTorch's equations:
 *
 *     r = sigmoid(x W_ir + b_ir + h W_hr + b_hr)
 *     z = sigmoid(x W_iz + b_iz + h W_hz + b_hz)
 *     n = tanh(x W_in + b_in + r * (h W_hn + b_hn))
 *     h' = (1 - z) * n + z * h
 *
 * One node on the gradient tape whatever the length. A backend that has the kernels `SsvaerrGru` and
 * `SsvaerrGruGrad` (docs/kernels.md) runs them; every other one runs the same sums step by step.
 * First derivatives only.
 *
 * @param x `[batch, time, input]`.
 * @returns the states `[batch, time, hidden]`.
 * @throws RangeError if a shape does not fit, TypeError if a tensor is not float32.
 */
export function gruLayer(
  x: tf.Tensor3D,
  weights: GruWeights,
  { reverse = false }: GruLayerOptions = {},
): tf.Tensor3D {
  assertShape('gruLayer', 'x', x, ['batch', 'time', 'input']);
  assertGruWeights('gruLayer', x.shape[2], weights);
  const { weightIh, weightHh, biasIh, biasHh } = weights;

  const op = tf.customGrad<tf.Tensor3D>((...args) => {
    const [x, weightIh, weightHh, biasIh, biasHh] = args as tf.Tensor[] as Operands;
    const save = args[5] as tf.GradSaveFunc;
    const inputs = { x, weightIh, weightHh, biasIh, biasHh };
    const y = hasKernel('SsvaerrGru')
      ? tf.engine().runKernel<tf.Tensor3D>('SsvaerrGru', inputs, { reverse })
      : gruForward(inputs, reverse);
    save([x, weightIh, weightHh, biasIh, biasHh, y]);
    return { value: y, gradFunc: (dy, saved) => gradient(dy, saved, reverse) };
  });
  return op(x, weightIh, weightHh, biasIh, biasHh);
}

type Operands = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];

function gradient(dy: tf.Tensor3D, saved: tf.Tensor[], reverse: boolean): tf.Tensor[] {
  const [x, weightIh, weightHh, biasIh, biasHh, y] = saved as [...Operands, tf.Tensor3D];
  const inputs = { dy, x, weightIh, weightHh, biasIh, biasHh, y };
  return hasKernel('SsvaerrGruGrad')
    ? tf.engine().runKernel<tf.Tensor[]>('SsvaerrGruGrad', inputs, { reverse })
    : gruBackward(inputs, reverse);
}

const hasKernel = (name: string) => tf.getKernel(name, tf.getBackend()) != null;

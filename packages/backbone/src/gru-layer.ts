import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import { gruBackward, gruForward } from './_gru-composed.ts';
import { assertGruWeights, type GruWeights } from './_gru-weights.ts';

/** Options of {@link gruLayer}. */
export interface GruLayerOptions {
  /** Whether to run from the last frame to the first. The output stays in temporal order. Default false. */
  readonly reverse?: boolean;
}

/**
 * Runs one direction of a GRU layer over whole sequences from a zero state, with PyTorch's equations:
 *
 *     r = sigmoid(x W_ir + b_ir + h W_hr + b_hr)
 *     z = sigmoid(x W_iz + b_iz + h W_hz + b_hz)
 *     n = tanh(x W_in + b_in + r * (h W_hn + b_hn))
 *     h' = (1 - z) * n + z * h
 *
 * It is one node on the gradient tape for any length. A backend with the kernels `SsvaerrGru` and `SsvaerrGruGrad`
 * (docs/kernels.md) runs them; others run the same sums step by step. It has first derivatives only.
 *
 * @param x float32 `[batch, time, input]`.
 * @param weights `weightIh` `[input, 3 * hidden]`, `weightHh` `[hidden, 3 * hidden]`, biases `[3 * hidden]`.
 * @returns float32 `[batch, time, hidden]`, the states.
 * @throws RangeError if a shape does not fit; TypeError if a tensor is not float32.
 * @see Cho et al. 2014, https://arxiv.org/abs/1406.1078, in the form of `torch.nn.GRU`.
 * @example
 * ```ts
 * import { gruLayer } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // Input 1, hidden size 1: with these biases, r = z = 1/2 and n = tanh(1).
 * const weights = {
 *   weightIh: tf.zeros<tf.Rank.R2>([1, 3]),
 *   weightHh: tf.zeros<tf.Rank.R2>([1, 3]),
 *   biasIh: tf.tensor1d([0, 0, 1]),
 *   biasHh: tf.zeros<tf.Rank.R1>([3]),
 * };
 * const states = gruLayer(tf.zeros<tf.Rank.R3>([1, 2, 1]), weights).dataSync();
 * console.log(Array.from(states, (h) => h.toFixed(3)).join(' ')); // 0.381 0.571
 * ```
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

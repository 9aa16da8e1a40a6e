import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers the kernel that TF.js's wasm backend lacks for training a convolution: the gradient with respect to the
 * filter, computed as one matrix product per position of the filter. It does nothing if the backend has one.
 *
 * @example
 * ```ts
 * import { registerWasmFilterGradient } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * registerWasmFilterGradient();
 * console.log(tf.getKernel('Conv2DBackpropFilter', 'wasm').backendName); // wasm
 * ```
 */
export function registerWasmFilterGradient(): void {
  const key = { kernelName: 'Conv2DBackpropFilter', backendName: 'wasm' } as const;
  if (tf.getKernel(key.kernelName, key.backendName)) return;
  tf.registerKernel({
    ...key,
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(
        inputs.x as tf.Tensor4D,
        inputs.dy as tf.Tensor4D,
        attrs as unknown as FilterGradientAttributes,
      ),
  });
}

interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly filterShape: [number, number, number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Computes `dW[i, j] = sum over images and positions of x(position * stride + (i, j))^T dy(position)`.
 *
 * @param x `[batch, height, width, in]`.
 * @param dy `[batch, outHeight, outWidth, out]`.
 * @returns `filterShape`, `[filterHeight, filterWidth, in, out]`.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { strides, pad, filterShape, dimRoundingMode }: FilterGradientAttributes,
): tf.Tensor4D {
  const { padInfo, strideHeight, strideWidth, outHeight, outWidth } =
    tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const [height, width, inputs, outputs] = filterShape;
  return tf.tidy(() => {
    const { top, bottom, left, right } = padInfo;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const places = tf.reshape(dy, [-1, outputs]);
    const positions = Array.from({ length: height * width }, (_, position) => {
      const [i, j] = [Math.floor(position / width), position % width];
      const begin = [0, i, j, 0];
      const end = [
        x.shape[0],
        i + (outHeight - 1) * strideHeight + 1,
        j + (outWidth - 1) * strideWidth + 1,
        inputs,
      ];
      const seen = tf.stridedSlice(padded, begin, end, [1, strideHeight, strideWidth, 1]);
      return tf.matMul(tf.reshape(seen, [-1, inputs]), places, true);
    });
    return tf.reshape(tf.stack(positions), filterShape);
  });
}

import { gather, rowMajorStrides } from './_strided.ts';
import { elementCount, type Values } from './stored-tensor.ts';

/** Values with their shape, row-major. */
export interface Shaped<V> {
  readonly shape: readonly number[];
  readonly values: V;
}

/** Kind of layer that a weight belongs to. It determines the order of the axes. */
export type LayerKind = 'conv3d' | 'conv2d' | 'conv1d' | 'linear';

/** TF.js axis `i` is torch axis `axes[i]`. */
const torchAxes: Readonly<Record<LayerKind, readonly number[]>> = {
  conv3d: [2, 3, 4, 1, 0], // [out, in, D, H, W] -> [D, H, W, in, out]
  conv2d: [2, 3, 1, 0], // [out, in, H, W] -> [H, W, in, out]
  conv1d: [2, 1, 0], // [out, in, W] -> [W, in, out]
  linear: [1, 0], // [out, in] -> [in, out]
};

/**
 * Reorders the axes of a row-major array: axis `i` of the result is axis `axes[i]` of the input, as in `tf.transpose` and
 * `torch.permute`.
 *
 * @param values as many as the product of `shape`. They are not changed.
 * @param shape sizes, row-major.
 * @param axes each of `0 .. rank - 1` once.
 * @throws RangeError if `values` does not fit `shape` or `axes` is not a permutation of its axes.
 * @example
 * ```ts
 * import { permute } from '@ssvaerr/weights';
 *
 * const rows = [1, 2, 3, 4, 5, 6]; // [2, 3]
 * const { shape, values } = permute(Float32Array.from(rows), [2, 3], [1, 0]);
 * console.log(shape, values.join(' ')); // [ 3, 2 ] 1 4 2 5 3 6
 * ```
 */
export function permute<V extends Values>(
  values: V,
  shape: readonly number[],
  axes: readonly number[],
): Shaped<V> {
  assertLength('permute', values, shape);
  const isPermutation = shape.every((_, axis) => axes.includes(axis));
  if (axes.length !== shape.length || !isPermutation) {
    throw new RangeError(
      `permute: 'axes' must hold each axis of shape [${shape}] once, got [${axes}].`,
    );
  }
  return permuted(values, shape, axes);
}

/**
 * Converts a weight of `torch.nn` to the layout of TF.js: conv3d [out, in, D, H, W] to [D, H, W, in, out], conv2d
 * [out, in, H, W] to [H, W, in, out], conv1d [out, in, W] to [W, in, out], linear [out, in] to [in, out].
 *
 * @throws RangeError if the rank is not that of `kind` or `values` does not fit `shape`.
 * @example
 * ```ts
 * import { fromTorchLayout } from '@ssvaerr/weights';
 *
 * const weight = new Float32Array(64 * 49); // [O, I, H, W] of a convolution
 * console.log(fromTorchLayout('conv2d', [64, 1, 7, 7], weight).shape); // [ 7, 7, 1, 64 ]
 * ```
 */
export function fromTorchLayout<V extends Values>(
  kind: LayerKind,
  shape: readonly number[],
  values: V,
): Shaped<V> {
  assertLayer('fromTorchLayout', kind, shape);
  assertLength('fromTorchLayout', values, shape);
  return permuted(values, shape, torchAxes[kind]);
}

/**
 * Converts a weight of TF.js to the layout of `torch.nn`: the inverse of {@link fromTorchLayout}.
 *
 * @throws RangeError if the rank is not that of `kind` or `values` does not fit `shape`.
 * @example
 * ```ts
 * import { toTorchLayout } from '@ssvaerr/weights';
 *
 * const weight = Float32Array.of(1, 2, 3, 4, 5, 6); // [I, O] of a linear layer
 * const { shape, values } = toTorchLayout('linear', [3, 2], weight);
 * console.log(shape, values.join(' ')); // [ 2, 3 ] 1 3 5 2 4 6
 * ```
 */
export function toTorchLayout<V extends Values>(
  kind: LayerKind,
  shape: readonly number[],
  values: V,
): Shaped<V> {
  assertLayer('toTorchLayout', kind, shape);
  assertLength('toTorchLayout', values, shape);
  const axes = torchAxes[kind];
  return permuted(
    values,
    shape,
    axes.map((_, axis) => axes.indexOf(axis)),
  );
}

function permuted<V extends Values>(
  values: V,
  shape: readonly number[],
  axes: readonly number[],
): Shaped<V> {
  const strides = rowMajorStrides(shape);
  const newShape = axes.map((axis) => shape[axis]!);
  const out = values.slice() as V;
  gather(
    out,
    values,
    0,
    newShape,
    axes.map((axis) => strides[axis]!),
  );
  return { shape: newShape, values: out };
}

function assertLength(where: string, values: Values, shape: readonly number[]): void {
  if (elementCount(shape) !== values.length) {
    throw new RangeError(
      `${where}: 'values' must have the length of shape [${shape}], got ${values.length}.`,
    );
  }
}

function assertLayer(where: string, kind: LayerKind, shape: readonly number[]): void {
  if (!Object.hasOwn(torchAxes, kind)) {
    throw new TypeError(
      `${where}: 'kind' must be one of ${Object.keys(torchAxes).join(', ')}, got ${kind}.`,
    );
  }
  const rank = torchAxes[kind].length;
  if (shape.length !== rank) {
    throw new RangeError(`${where}: 'shape' must have rank ${rank} for ${kind}, got [${shape}].`);
  }
}

/**
 * How a value lies in memory: physical axis `i` holds logical axis `layout[i]`. TF.js's own order
 * is {@link plain}; a convolution chain may prefer another (docs/backend-onnx.md).
 */
export type Layout = readonly number[];

export type Shape = readonly number[];

export const plain = (rank: number): Layout => Array.from({ length: rank }, (_, axis) => axis);

export const isPlain = (layout: Layout): boolean => layout.every((axis, i) => axis === i);

export const sameLayout = (a: Layout, b: Layout): boolean =>
  a.length === b.length && a.every((axis, i) => axis === b[i]);

/** `shape` in the order of `layout`. */
export const permute = (shape: Shape, layout: Layout): number[] =>
  layout.map((axis) => shape[axis]!);

/** The permutation that takes a value from one layout to another, for ONNX's Transpose. */
export const between = (from: Layout, to: Layout): number[] => to.map((axis) => from.indexOf(axis));

/** Whether a permutation only moves axes of size 1, so that the numbers in memory do not move. */
export function isReshape(shape: Shape, permutation: readonly number[]): boolean {
  const moved = permutation.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
}

export const sizeOf = (shape: Shape): number => shape.reduce((size, n) => size * n, 1);

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

/** The same permutation of fewer axes: those of size 1 are dropped, those that stay together joined. */
export function mergeAxes(
  shape: Shape,
  permutation: readonly number[],
): { shape: number[]; permutation: number[] } {
  const groups: number[][] = [];
  for (const axis of permutation.filter((a) => shape[a] !== 1)) {
    const last = groups.at(-1);
    const between = last && shape.slice(last.at(-1)! + 1, axis);
    if (between && axis > last.at(-1)! && between.every((n) => n === 1)) last.push(axis);
    else groups.push([axis]);
  }
  const order = groups.map((_, i) => i).sort((a, b) => groups[a]![0]! - groups[b]![0]!);
  return {
    shape: order.map((i) => sizeOf(groups[i]!.map((axis) => shape[axis]!))),
    permutation: groups.map((_, i) => order.indexOf(i)),
  };
}

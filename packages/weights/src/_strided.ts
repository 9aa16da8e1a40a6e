/** Returns the strides of a row-major array without gaps, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * Fills `out`, row-major of `shape`, from `source[offset + index . strides]`. The caller has checked that all of these are
 * inside `source`.
 */
export function gather(
  out: { readonly length: number; [i: number]: unknown },
  source: { readonly [i: number]: unknown },
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < out.length; to++) {
    out[to] = source[from];
    // Counts like an odometer: the last axis advances first and carries into the one before it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

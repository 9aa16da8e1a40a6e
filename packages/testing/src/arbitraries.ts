import fc from 'fast-check';

interface Range {
  /** Default -1. */
  readonly min?: number;
  /** Default 1. */
  readonly max?: number;
}

/**
 * Multiples of 1/64: exact in float32, no subnormals, and readable when fast-check shrinks them.
 */
export function sixtyFourths({ min = -1, max = 1 }: Range = {}): fc.Arbitrary<number> {
  return fc.integer({ min: Math.ceil(min * 64), max: Math.floor(max * 64) }).map((n) => n / 64);
}

/** Arrays of {@link sixtyFourths}; `length` fixes the length, else 1 to 40. */
export function sixtyFourthsArray({
  length,
  ...range
}: Range & { readonly length?: number } = {}): fc.Arbitrary<number[]> {
  return fc.array(sixtyFourths(range), { minLength: length ?? 1, maxLength: length ?? 40 });
}

/** Any finite float64, zero and the subnormals included. */
export function finite(): fc.Arbitrary<number> {
  return fc.double({ noNaN: true, noDefaultInfinity: true });
}

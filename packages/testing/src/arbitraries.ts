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

/** A text in which a piece of up to six characters is replaced by up to five others: a damaged file. */
export function damagedText(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const put = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 5 }),
    fc.constantFrom('', '\n', ',', '"', '\uFEFF', '-', '1e999', 'NaN', 'null'),
  );
  return fc.tuple(text, fc.nat(), fc.nat({ max: 6 }), put).map(([text, at, cut, put]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + put + text.slice(from + cut);
  });
}

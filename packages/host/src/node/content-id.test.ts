import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentId } from './content-id.ts';

/** The same value with the keys of every object in reverse. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, reversed(part)]);
  return Object.fromEntries(entries.reverse());
};

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)); // -0 is 0

describe('contentId', () => {
  it('is the SHA-256 of the JSON with sorted keys', () => {
    // echo -n '{"a":[1,2],"b":null}' | sha256sum
    const expected = 'f25109c4111335e4a32d49373585e7a788ff5b10e70023f7004b170e7f84716a';
    expect(contentId({ b: null, a: [1, 2] })).toBe(expected);
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(contentId(reversed(value))).toBe(contentId(value));
      }),
    );
  });

  it('differs where values differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = isDeepStrictEqual(...([a, b].map(asJson) as [unknown, unknown]));
        expect(contentId(a) === contentId(b)).toBe(same);
      }),
    );
    expect(contentId([1, 2])).not.toBe(contentId([2, 1]));
    expect(contentId(['1'])).not.toBe(contentId([1]));
  });

  it('refuses what JSON cannot express', () => {
    expect(() => contentId(undefined)).toThrow(
      new TypeError("contentId: 'value' must be a JSON value, got undefined."),
    );
  });
});

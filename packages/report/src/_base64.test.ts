import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64 } from './_base64.ts';

it.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
])('writes %j as %j, like the examples of RFC 4648', (text, encoded) => {
  expect(base64(new TextEncoder().encode(text))).toBe(encoded);
});

it('writes what Node reads back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
});

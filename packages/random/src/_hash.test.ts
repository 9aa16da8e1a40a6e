import { expect, it } from 'vitest';
import { toSeed } from './_hash.ts';

it('makes every state a safe seed other than 0', () => {
  const ones = 0xffffffff;
  expect(toSeed({ a: 0, b: 0 })).toBe(1);
  expect(toSeed({ a: 0x7ff, b: 0 })).toBe(1);
  expect(toSeed({ a: 0x800, b: 0 })).toBe(2 ** 32);
  expect(toSeed({ a: 0, b: 5 })).toBe(5);
  expect(toSeed({ a: ones, b: ones })).toBe(Number.MAX_SAFE_INTEGER);
});

import { describe, expect, it } from 'vitest';
import { signed, unsigned } from './encode.ts';

describe('integers of variable length', () => {
  it('are those of the LEB128 examples', () => {
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
  });

  it('take one byte as long as they fit into seven bits', () => {
    expect([unsigned(0), unsigned(127), unsigned(128)]).toEqual([[0], [0x7f], [0x80, 1]]);
    expect([signed(63), signed(64), signed(-64), signed(-65)]).toEqual([
      [0x3f],
      [0xc0, 0],
      [0x40],
      [0xbf, 0x7f],
    ]);
  });
});

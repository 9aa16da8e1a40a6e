import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from './nearest.ts';

const words = ['epochs', 'segmentFrames', 'learningRate'];

describe('nearest', () => {
  it('finds a word with a letter changed, in any case', () => {
    const letter = fc.constantFrom(...'abcxyz');
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.nat(), letter, (word, at, put) => {
        const i = at % word.length;
        const changed = word.slice(0, i) + put + word.slice(i + 1);
        expect(nearest(changed, words)).toBe(word);
        expect(nearest(changed.toUpperCase(), words)).toBe(word);
      }),
    );
  });

  it('takes the one with the fewest edits', () => {
    expect(nearest('abcd', ['abxy', 'abcx'])).toBe('abcx');
  });

  it('finds nothing that has little in common', () => {
    expect(nearest('seed', words)).toBeUndefined();
    expect(nearest('lr', ['k', 'fps'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('suggestion', () => {
  it('asks, or is empty', () => {
    expect(suggestion('epoch', words)).toBe(" Did you mean 'epochs'?");
    expect(suggestion('seed', words)).toBe('');
  });
});

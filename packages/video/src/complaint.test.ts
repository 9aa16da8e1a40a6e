import fc from 'fast-check';
import { expect, it } from 'vitest';
import { complaint } from './complaint.ts';

it('takes the first or the last line, without the address and the file', () => {
  const stderr = '[mov @ 0x5581] moov atom not found\nfile:a b: c.mp4: Invalid data found\n\n';
  expect(complaint(stderr)).toBe('moov atom not found');
  expect(complaint(stderr, { last: true })).toBe('Invalid data found');
  expect(complaint('\n')).toBe('no reason given');
  expect(complaint('[mov @ 0x5581] \nfile:a.mp4: Invalid data found')).toBe('Invalid data found');
  expect(complaint('[] ')).toBe('no reason given');
});

it('is one line, whatever ffmpeg prints', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '[', ']', ':') }),
      (text) => {
        expect(complaint(text)).toMatch(/^[^\r\n]+$/);
      },
    ),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipId, clipName } from './clip-names.ts';

const free = () => false;

describe('clipName', () => {
  it.each([
    ['talk.mp4', 'talk'],
    ['p1/day 2/talk.2019.mov', 'p1-day_2-talk_2019'],
    ['Zoë/grüße.mp4', 'Zoe-grusse'.replace('ss', '_')],
    ['-x.mp4', '-x'],
    ['видео.mp4', '_'],
  ])('%s is called %s', (file, name) => {
    expect(clipName(file, free)).toBe(name);
  });

  it('has a hash where the name is taken, without regard to case, or too long', () => {
    expect(clipName('A b.mp4', (name) => name === 'a_b')).toMatch(/^A_b-[0-9a-f]{8}$/);
    const [one, other] = ['1', '2'].map((end) => clipName(`${'x'.repeat(120)}${end}.mp4`, free));
    expect(one).toMatch(/^x{96}-[0-9a-f]{8}$/);
    expect(one).not.toBe(other);
  });

  it('is an id of a store whatever the file is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.boolean(), (file, taken) => {
        const name = clipName(file, () => taken);
        for (const id of [clipId(name, 0), clipId(name, 999_999)]) {
          expect(id).toMatch(/^[\w-][\w.-]{0,119}$/);
        }
        expect(name).not.toContain('.');
      }),
    );
  });
});

describe('clipId', () => {
  it('numbers the clips of a recording from 1', () => {
    expect([clipId('talk', 0), clipId('talk', 1), clipId('talk', 9)]).toEqual([
      'talk.1',
      'talk.2',
      'talk.10',
    ]);
  });

  it('gives each clip of each recording an id of its own', () => {
    const file = fc.string({ unit: fc.constantFrom(...'aA1./é '), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.uniqueArray(file, { maxLength: 12 }), fc.nat(12), (files, last) => {
        const taken = new Set<string>();
        const ids = files.flatMap((file) => {
          const name = clipName(file, (wanted) => taken.has(wanted));
          taken.add(name.toLowerCase());
          return Array.from({ length: last + 1 }, (_, i) => clipId(name, i).toLowerCase());
        });
        expect(new Set(ids).size).toBe(files.length * (last + 1));
      }),
    );
  });
});

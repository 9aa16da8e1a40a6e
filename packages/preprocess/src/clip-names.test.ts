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
        for (const id of [clipId(name, 0, 1), clipId(name, 999_999, 2)]) {
          expect(id).toMatch(/^[\w-][\w.-]{0,119}$/);
        }
        expect(name).not.toContain('.');
      }),
    );
  });
});

it('numbers the clips of a file if there are several', () => {
  expect([clipId('a', 0, 1), clipId('a', 0, 2), clipId('a', 1, 2)]).toEqual(['a', 'a.1', 'a.2']);
});

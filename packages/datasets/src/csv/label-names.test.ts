import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelNames } from './label-names.ts';

const told = (recordings: readonly string[], name: string) => {
  const found = labelNames(recordings)(name);
  return found && `${found.recording}|${found.rater}|${found.dimension ?? ''}`;
};

describe('labelNames', () => {
  it.each([
    ['day1/talk', 'day1/talk||'],
    ['talk', 'day1/talk||'],
    ['Talk', 'day1/talk||'],
    ['anna/day1/talk', 'day1/talk|anna|'],
    ['anna/talk', 'day1/talk|anna|'],
    ['day1/talk/anna', 'day1/talk|anna|'],
    ['talk_anna', 'day1/talk|anna|'],
    ['talk.anna', 'day1/talk|anna|'],
    ['talk-anna_maria', 'day1/talk|anna_maria|'],
    ['arousal/talk', 'day1/talk||arousal'],
    ['Valence/talk', 'day1/talk||valence'],
    ['talk_arousal', 'day1/talk||arousal'],
    ['talk_anna_arousal', 'day1/talk|anna|arousal'],
    ['anna/valence/talk', 'day1/talk|anna|valence'],
    ['day1/walk', 'day1/walk||'],
    ['talks', null],
    ['talk2', null],
    ['other', null],
    ['day2/other', null],
  ])('reads %s as %s', (name, expected) => {
    expect(told(['day1/talk', 'day1/walk'], name)).toBe(expected);
  });

  it('does not guess between two recordings of one name', () => {
    const recordings = ['day1/talk', 'day2/talk'];
    expect(told(recordings, 'talk')).toBe(null);
    expect(told(recordings, 'day2/talk')).toBe('day2/talk||');
    expect(told(recordings, 'anna/day1/talk')).toBe('day1/talk|anna|');
  });

  it('prefers the whole name to a part of it', () => {
    expect(told(['talk', 'talk_anna'], 'talk_anna')).toBe('talk_anna||');
    expect(told(['arousal', 'talk'], 'arousal')).toBe('arousal||');
  });

  it('knows each recording by its own name, whatever else there is', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}([/_.-][a-z]{1,3}){0,2}$/);
    const recordings = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(recordings, (recordings) => {
        for (const id of recordings) expect(told(recordings, id)).toBe(`${id}||`);
      }),
    );
  });

  it('gives a recording of those it knows, or none, for any name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), fc.string(), (recordings, name) => {
        const found = labelNames(recordings)(name);
        if (found) expect(recordings).toContain(found.recording);
      }),
    );
  });
});

import { UserError } from '@ssvaerr/host';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultMargin, marginFor, marginRange } from './margin.ts';

const { min, max } = marginRange;
const margin = fc.double({ min, max, noNaN: true });

/** The margin, and the warnings on the way to it. */
function chosen(trained: number | undefined, wanted: number | undefined) {
  const warnings: string[] = [];
  return [marginFor({ margin: trained }, wanted, (line) => warnings.push(line)), warnings];
}

it('is that of the training crops, silently, or the default if it is not known', () => {
  fc.assert(
    fc.property(margin, (trained) => {
      expect(chosen(trained, undefined)).toEqual([trained, []]);
    }),
  );
  expect(chosen(undefined, undefined)).toEqual([defaultMargin, []]);
});

it('is the wanted one, with a warning exactly if the training crops had another', () => {
  fc.assert(
    fc.property(fc.option(margin, { nil: undefined }), margin, (trained, wanted) => {
      const [found, warnings] = chosen(trained, wanted);
      expect(found).toBe(wanted);
      expect(warnings).toHaveLength(trained === undefined || trained === wanted ? 0 : 1);
    }),
  );
  expect(chosen(1.6, 1.3)).toEqual([
    1.3,
    ['--margin 1.3: the network was trained on faces with margin 1.6.'],
  ]);
});

it('must be chosen if that of the training crops is out of range', () => {
  expect(() => chosen(9, undefined)).toThrow(UserError);
  expect(() => chosen(9, undefined)).toThrow('crops can have 0.5 to 4. Choose one with --margin.');
  expect(chosen(9, 2)[0]).toBe(2);
});

import { foldSeed, uniform, uniformInteger } from '@ssvaerr/random';
import type { Choice, SweepFile } from './sweep-file.ts';

/** Values of the searched fields in one trial. */
export type Values = Readonly<Record<string, unknown>>;

type Search = Pick<SweepFile, 'search' | 'trials' | 'seed' | 'fields'>;

/** Number of trials that a search gives, duplicates included. */
export const trialCount = ({ search, trials, fields }: Search): number =>
  search === 'random'
    ? trials!
    : Object.values(fields).reduce((product, choice) => product * (choice as unknown[]).length, 1);

/**
 * Gives the values of each trial. A grid is the Cartesian product, the last field changing fastest. A random draw depends
 * on the seed, its number and the name of the field alone: with more trials the first ones stay the same.
 */
export const drawValues = (search: Search): Values[] =>
  search.search === 'grid' ? product(Object.entries(search.fields)) : draws(search);

function product(fields: readonly (readonly [string, Choice])[]): Values[] {
  return fields.reduce<Values[]>(
    (rows, [field, choice]) =>
      rows.flatMap((row) => (choice as unknown[]).map((value) => ({ ...row, [field]: value }))),
    [{}],
  );
}

const draws = ({ trials, seed = 1, fields }: Search): Values[] =>
  Array.from({ length: trials! }, (_, i) =>
    Object.fromEntries(
      Object.entries(fields).map(([field, choice]) => [
        field,
        draw(foldSeed(seed, 'sweep', field, i), choice),
      ]),
    ),
  );

function draw(seed: number, choice: Choice): unknown {
  if (Array.isArray(choice)) return choice[uniformInteger(seed, 0, choice.length)];
  const { from, to, scale, integer } = choice;
  if (scale === 'linear') {
    return integer
      ? uniformInteger(seed, from, to + 1)
      : short(uniform(seed, { low: from, high: to }), from, to);
  }
  // A whole number k stands for [k, k + 1), so that the largest one is possible, too.
  const high = integer ? to + 1 : to;
  const value = Math.exp(uniform(seed, { low: Math.log(from), high: Math.log(high) }));
  return integer ? within(Math.floor(value), from, to) : short(value, from, to);
}

/** Six digits: what is drawn can be read, and typed again. */
const short = (value: number, from: number, to: number) =>
  within(Number(value.toPrecision(6)), from, to);

const within = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value));

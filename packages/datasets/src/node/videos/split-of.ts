import { basename, dirname } from 'node:path/posix';
import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import { foldSeed, uniform } from '@ssvaerr/random';

/** Percentages of the subjects that belong to each split; they add up to 100. */
export type Shares = readonly [train: number, validation: number, test: number];

const whole: Readonly<Record<string, Shares>> = {
  train: [100, 0, 0],
  validation: [0, 100, 0],
  test: [0, 0, 100],
};

/**
 * Reads the shares of the splits from text: `train`, `validation` or `test` (all subjects), or three percentages
 * as in `80/10/10`.
 *
 * @param where What the error names, such as the flag. Default: this function and its argument.
 * @throws UserError for any other text.
 * @example
 * ```ts
 * import { parseShares } from '@ssvaerr/datasets/node';
 *
 * console.log(parseShares('80/10/10')); // [ 80, 10, 10 ]
 * ```
 */
export function parseShares(text: string, where = "parseShares: 'text'"): Shares {
  const shares =
    whole[text] ?? text.split('/').map((part) => (part === '' ? Number.NaN : Number(part)));
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length === 3 && shares.every((share) => share >= 0) && sum === 100) {
    return shares as Shares;
  }
  throw new UserError(
    `${where} must be train, validation, test or percentages such as 80/10/10, got '${text}'.`,
  );
}

/**
 * Names the person in a file: each file is one person, or each folder is.
 *
 * @param file Name below `root`, with `/`.
 * @param root The folder itself, which names the person of the files directly in it.
 */
export const subjectOf = (file: string, subject: 'file' | 'folder', root: string): string => {
  if (subject === 'file') return file.replace(/[.][^./]+$/, '');
  const folder = dirname(file);
  return folder === '.' ? basename(root) : folder;
};

/**
 * Draws the split of a subject. The draw depends on the seed and the subject alone: adding or removing other
 * subjects does not move it.
 *
 * @param seed A safe integer.
 * @throws RangeError if `seed` is not a safe integer.
 * @example
 * ```ts
 * import { splitOf } from '@ssvaerr/datasets/node';
 *
 * console.log(splitOf('P1', [80, 10, 10], 1)); // train
 * ```
 */
export function splitOf(subject: string, [train, validation]: Shares, seed: number): Split {
  const draw = uniform(foldSeed(seed, 'split', subject), { high: 100 });
  if (draw < train) return 'train';
  return draw < train + validation ? 'validation' : 'test';
}

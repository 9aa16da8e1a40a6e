import { basename, dirname } from 'node:path/posix';
import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import { foldSeed, uniform } from '@ssvaerr/random';

/** Percentages of train, validation and test. */
export type Shares = readonly [train: number, validation: number, test: number];

const whole: Readonly<Record<string, Shares>> = {
  train: [100, 0, 0],
  validation: [0, 100, 0],
  test: [0, 0, 100],
};

/**
 * `train`, `validation`, `test`, or percentages as in `80/10/10`.
 *
 * @throws UserError for anything else.
 */
export function parseShares(text: string): Shares {
  const shares =
    whole[text] ?? text.split('/').map((part) => (part === '' ? Number.NaN : Number(part)));
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length === 3 && shares.every((share) => share >= 0) && sum === 100) {
    return shares as Shares;
  }
  throw new UserError(
    `preprocess: --split must be train, validation, test or percentages such as 80/10/10, got '${text}'.`,
  );
}

/** Who is seen in a file, as far as its name says: the file itself, or those of one folder are one. */
export const subjectOf = (file: string, subject: 'file' | 'folder', root: string): string => {
  if (subject === 'file') return file.replace(/[.][^./]+$/, '');
  const folder = dirname(file);
  return folder === '.' ? basename(root) : folder;
};

/** The split of a subject, by a draw of its own: other subjects do not move it. */
export function splitOf(subject: string, [train, validation]: Shares, seed: number): Split {
  const draw = uniform(foldSeed(seed, 'split', subject), { high: 100 });
  if (draw < train) return 'train';
  return draw < train + validation ? 'validation' : 'test';
}

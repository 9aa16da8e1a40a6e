import type { Split } from '@ssvaerr/data';

const names: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  devel: 'validation',
  development: 'validation',
  test: 'test',
};

/**
 * Reads the name of a split in the spellings that data sets use, such as `Devel`.
 *
 * @returns undefined if it is none.
 * @example
 * ```ts
 * import { splitNamed } from '@ssvaerr/datasets';
 *
 * console.log(splitNamed('Devel'), splitNamed('rest')); // validation undefined
 * ```
 */
export const splitNamed = (name: string): Split | undefined =>
  Object.hasOwn(names, name.toLowerCase()) ? names[name.toLowerCase()] : undefined;

import { UserError } from '@ssvaerr/host';

/** Margin used where none is recorded. */
export const defaultMargin = 1.3;

/** Margins that `@ssvaerr/face` takes. */
export const marginRange = { min: 0.5, max: 4 };

/**
 * With which margin faces are cut for a network: as those that it was trained on, if it knows.
 *
 * @param wanted value of `--margin`; undefined: not given.
 * @param warn told if that is another one.
 * @throws UserError if the weights name none that is possible.
 */
export function marginFor(
  { margin }: { readonly margin?: number | undefined },
  wanted: number | undefined,
  warn: (line: string) => void,
): number {
  if (wanted === undefined) {
    if (margin === undefined) return defaultMargin;
    if (margin >= marginRange.min && margin <= marginRange.max) return margin;
    throw new UserError(
      `the network was trained on faces with margin ${margin}, but they are cut with ${marginRange.min} to ${marginRange.max}. Give --margin.`,
    );
  }
  if (margin !== undefined && wanted !== margin) {
    warn(`--margin ${wanted}: the network was trained on faces with margin ${margin}.`);
  }
  return wanted;
}

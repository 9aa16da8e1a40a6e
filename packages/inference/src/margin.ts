import { UserError } from '@ssvaerr/host';

/** The margin of face crops if neither the caller nor the weights state one. */
export const defaultMargin = 1.3;

/** The least and the largest margin that `@ssvaerr/face` accepts. */
export const marginRange = { min: 0.5, max: 4 };

/**
 * Chooses the margin of face crops for a network: the one that the caller wants, else the one of the training crops, else
 * {@link defaultMargin}. The margin is the side of the crop divided by the longer side of the face box.
 *
 * @param wanted the margin that the user asks for; undefined if the user does not.
 * @param warn called if the training crops had another margin.
 * @throws UserError if the margin of the training crops is out of range and none is wanted.
 * @example
 * marginFor({ margin: 1.6 }, undefined, console.warn); // 1.6
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
      `the network was trained on faces with margin ${margin}; crops can have ${marginRange.min} to ${marginRange.max}. Choose one with --margin.`,
    );
  }
  if (margin !== undefined && wanted !== margin) {
    warn(`--margin ${wanted}: the network was trained on faces with margin ${margin}.`);
  }
  return wanted;
}

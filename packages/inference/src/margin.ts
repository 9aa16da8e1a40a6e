import { UserError } from '@ssvaerr/host';

/**
 * The margin of face crops if neither the caller nor the weights state one.
 *
 * @example
 * ```ts
 * import { defaultMargin, marginFor } from '@ssvaerr/inference';
 *
 * const margin = marginFor({}, undefined, console.warn); // the weights state no margin
 * console.log(margin === defaultMargin); // true
 * ```
 */
export const defaultMargin = 1.3;

/**
 * The least and the largest margin that `@ssvaerr/face` accepts.
 *
 * @example
 * ```ts
 * import { marginRange } from '@ssvaerr/inference';
 *
 * const clamp = (margin: number) => Math.min(marginRange.max, Math.max(marginRange.min, margin));
 * console.log(clamp(0.1), clamp(1.3), clamp(9)); // 0.5 1.3 4
 * ```
 */
export const marginRange = { min: 0.5, max: 4 };

/**
 * Chooses the margin of face crops for a network: the one that the caller wants, else the one of the training crops, else
 * {@link defaultMargin}. The margin is the side of the crop divided by the longer side of the face box.
 *
 * @param wanted the margin that the user asks for; undefined if the user does not.
 * @param warn called if the training crops had another margin.
 * @throws UserError if the margin of the training crops is out of range and none is wanted.
 * @example
 * ```ts
 * import { marginFor } from '@ssvaerr/inference';
 *
 * const warnings: string[] = [];
 * const warn = (line: string) => warnings.push(line);
 * console.log(marginFor({ margin: 1.6 }, undefined, warn), warnings.length); // 1.6 0
 * console.log(marginFor({ margin: 1.6 }, 1.3, warn), warnings.length); // 1.3 1
 * ```
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

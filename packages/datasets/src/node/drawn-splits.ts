import type { Split } from '@ssvaerr/data';
import { parseShares, splitOf } from './videos/split-of.ts';

/** Splits of subjects, and where they come from. */
export interface DrawnSplits {
  /** As in `Source`: `ours (80/10/10, seed 1)`. */
  readonly origin: string;
  /** Draws the split of a subject, from the seed and the subject alone. */
  of(subject: string): Split;
}

/**
 * Draws splits of subjects, for data sets without published ones.
 *
 * @param split One split for all subjects, or percentages, as {@link parseShares} reads them.
 * @param seed A safe integer.
 * @throws UserError if `split` cannot be read.
 * @example
 * ```ts
 * import { drawnSplits } from '@ssvaerr/datasets/node';
 *
 * const splits = drawnSplits('80/10/10', 1);
 * console.log(splits.origin, splits.of('P16')); // ours (80/10/10, seed 1) train
 * ```
 */
export function drawnSplits(split: string, seed: number): DrawnSplits {
  const shares = parseShares(split, "drawnSplits: 'split'");
  return {
    origin: `ours (${split}, seed ${seed})`,
    of: (subject) => splitOf(subject, shares, seed),
  };
}

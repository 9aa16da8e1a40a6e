import type { CompositeWeights, TermWeights } from './composite.ts';

const both = (weights: TermWeights): CompositeWeights => ({ arousal: weights, valence: weights });

/**
 * The weights of the paper's Table III for `compositeLoss`, one entry per row. Rows 7 and 8 print `w_nccc`; the text says
 * nCCE. The nCCE rows need `centroids`.
 * @example
 * ```ts
 * import { tableIII } from '@ssvaerr/losses';
 *
 * console.log(tableIII.cccCe.arousal); // { ccc: 0.5, ce: 0.5 }
 * ```
 */
export const tableIII = {
  /** Row 1, `w_ccc = 1`: the loss of the pretext comparison, Table II. */
  ccc: both({ ccc: 1 }),
  /** Row 2, `w_mse = 1`. */
  mse: both({ mse: 1 }),
  /** Row 3, `w_ccc = 0.5, w_ce = 0.5`. */
  cccCe: both({ ccc: 0.5, ce: 0.5 }),
  /** Row 4, `w_ccc = 0.5, w_ce = 0.25, w_mse = 0.25`. */
  cccCeMse: both({ ccc: 0.5, ce: 0.25, mse: 0.25 }),
  /** Row 5, `w_ccc^Val = 1, w_ccc^Arous = 0.66, w_ce^Arous = 0.34`. */
  valenceCccArousalCccCe: { arousal: { ccc: 0.66, ce: 0.34 }, valence: { ccc: 1 } },
  /** Row 6, `w_ccc^Val = 1, w_ccc^Arous = 0.66, w_ce^Arous, w_mse^Arous = 0.17`. */
  valenceCccArousalCccCeMse: {
    arousal: { ccc: 0.66, ce: 0.17, mse: 0.17 },
    valence: { ccc: 1 },
  },
  /** Row 7, `w_ccc = 0.5, w_nCCE = 0.5`. */
  cccNcce: both({ ccc: 0.5, ncce: 0.5 }),
  /** Row 8, `w_ccc = 0.5, w_nCCE = 0.25, w_mse = 0.25`. */
  cccNcceMse: both({ ccc: 0.5, ncce: 0.25, mse: 0.25 }),
} as const satisfies Record<string, CompositeWeights>;

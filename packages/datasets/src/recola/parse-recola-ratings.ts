import { ascendingTimes, assertCells, quoted, ratingsIn } from '../_rating-rows.ts';
import { LabelError } from '../label-error.ts';
import { parseTable } from '../tables/parse-table.ts';

/** The ratings of one dimension in a recording of RECOLA. */
export interface RecolaRatings {
  /** Seconds, `[samples]`, ascending. */
  readonly times: Float64Array;
  /** The raters in the order of the columns. */
  readonly raters: readonly {
    /** As the header says: `FM1`, …, `FF3`; `mean value (raw)` in a file of means. */
    readonly name: string;
    /** `[samples]`, in [-1, 1], NaN where missing. */
    readonly values: Float64Array;
  }[];
}

/**
 * Reads the ratings of RECOLA, `P16.csv` or `P16_Emotion_dim_arousal_raw.csv`, and the means of them, `…_gndtrh_raw.csv`:
 * semicolons, and a header `time;FM1 ;FM2 ;FM3 ;FF1 ;FF2 ;FF3` (the blanks are in the files). The column `time` is found by its name;
 * each other column is a rater.
 *
 * @throws LabelError that names the line if there is no such header, a row has another number of cells, times do not
 *   ascend, or a rating is outside [-1, 1].
 * @example
 * ```ts
 * import { parseRecolaRatings } from '@ssvaerr/datasets';
 *
 * const { times, raters } = parseRecolaRatings('time;FM1 ;FF1\n0.00;0.5;NaN\n0.04;0.25;-1\n');
 * console.log(times.join(' '), raters.map(({ name, values }) => `${name} ${values.join(' ')}`)); // 0 0.04 [ 'FM1 0.5 0.25', 'FF1 NaN -1' ]
 * ```
 */
export function parseRecolaRatings(text: string): RecolaRatings {
  const [header, ...rows] = parseTable(text, ';').rows;
  const names = header!.cells;
  const time = names.findIndex((name) => name.toLowerCase() === 'time');
  const isUnique = new Set(names).size === names.length && !names.includes('');
  if (time < 0 || names.length < 2 || !isUnique) {
    throw new LabelError(
      `the header must have the column time and a column with a name for each rater, separated by semicolons, got ${quoted(names.join(';'))}.`,
      header!.line,
    );
  }
  if (rows.length === 0) throw new LabelError('has a header, but no row.');
  assertCells(rows, names.length, `${names.length} cells, as in the header`);
  return {
    times: ascendingTimes(rows, time, 'time'),
    raters: names.flatMap((name, i) =>
      i === time ? [] : [{ name, values: ratingsIn(rows, i, name) }],
    ),
  };
}

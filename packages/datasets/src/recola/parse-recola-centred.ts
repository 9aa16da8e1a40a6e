import { ascendingTimes, assertCells, ratingsIn } from '../_rating-rows.ts';
import type { Trace } from '../label-series.ts';
import { parseTable } from '../tables/parse-table.ts';

/**
 * Reads a file of `Ratings_affective_behaviour_CCC_centred` of RECOLA: commas, no header, the time in seconds and the value of one
 * dimension.
 *
 * @throws LabelError that names the line if a row is not two numbers, times do not ascend, or a value is outside [-1, 1].
 * @see https://github.com/tzirakis/Multimodal-Emotion-Recognition, `data_generator.py`, for the format.
 * @example
 * ```ts
 * import { parseRecolaCentred } from '@ssvaerr/datasets';
 *
 * const { times, values } = parseRecolaCentred('0.00,0.125\n0.04,-0.25\n');
 * console.log(Array.from(times), Array.from(values)); // [ 0, 0.04 ] [ 0.125, -0.25 ]
 * ```
 */
export function parseRecolaCentred(text: string): Trace {
  const { rows } = parseTable(text, ',');
  assertCells(rows, 2, '2 cells, separated by a comma');
  return { times: ascendingTimes(rows, 0, 'time'), values: ratingsIn(rows, 1, 'value') };
}

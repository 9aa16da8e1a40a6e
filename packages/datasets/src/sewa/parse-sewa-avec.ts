import { ascendingTimes, assertCells, quoted, ratingsIn } from '../_rating-rows.ts';
import { LabelError } from '../label-error.ts';
import type { LabelSeries } from '../label-series.ts';
import { parseTable, type Row } from '../tables/parse-table.ts';

/** The gold standard of a recording of SEWA, as the AVEC challenges deliver it. */
export interface SewaAvec extends LabelSeries {
  /** The name of the recording in the file. */
  readonly name: string;
}

/** The columns in their order; AVEC 2019 writes them as a header. */
const columns = ['name', 'timestamp', 'arousal', 'valence', 'liking'] as const;

/** The columns that are read. */
const needed = columns.slice(0, 4);

/**
 * Reads a label file of AVEC 2017, 2018 or 2019 (SEWA), such as `Train_DE_01.csv`: semicolons, names in single quotes,
 * ten rows per second; the fifth column, liking, is not read. Only the files of 2019 have a header; columns are then found by their names. Zeros at the start and at the end
 * are labels as released, and are kept.
 *
 * @throws LabelError that names the line if a column is missing, rows belong to different recordings, times do not ascend,
 *   or a value is not in [-1, 1].
 * @see https://github.com/AudioVisualEmotionChallenge/AVEC2019, `Baseline_systems/CES`, for the format.
 * @example
 * ```ts
 * import { parseSewaAvec } from '@ssvaerr/datasets';
 *
 * const rows = "'Train_DE_01';0.0;0;0;0\n'Train_DE_01';0.1;0.25;-0.5;0\n";
 * const { name, times, arousal, valence } = parseSewaAvec(rows);
 * console.log(name, [times, arousal, valence].map((x) => Array.from(x).join(' '))); // Train_DE_01 [ '0 0.1', '0 0.25', '0 -0.5' ]
 * ```
 */
export function parseSewaAvec(text: string): SewaAvec {
  const all = parseTable(text, ';').rows;
  const header = isHeader(all[0]!) ? all[0] : undefined;
  const rows = header ? all.slice(1) : all;
  const [first] = rows;
  if (!first) throw new LabelError('has a header, but no row.');
  const names: readonly string[] = header?.cells.map((cell) => cell.toLowerCase()) ?? columns;
  if (needed.some((name) => names.filter((other) => other === name).length !== 1)) {
    throw new LabelError(
      `the header must have the columns ${needed.join(', ')}, got ${quoted(all[0]!.cells.join(';'))}.`,
      all[0]!.line,
    );
  }
  assertCells(rows, names.length, `${names.length} cells, separated by semicolons`);
  const index = (name: (typeof columns)[number]) => names.indexOf(name);
  const name = first.cells[index('name')]!;
  const other = rows.find(({ cells }) => cells[index('name')] !== name);
  if (other) {
    throw new LabelError(
      `'name' must be ${quoted(name)}, as in line ${first.line}, got ${quoted(other.cells[index('name')]!)}.`,
      other.line,
    );
  }
  const column = (name: 'arousal' | 'valence') => ratingsIn(rows, index(name), name);
  return {
    name,
    times: ascendingTimes(rows, index('timestamp'), 'timestamp'),
    arousal: column('arousal'),
    valence: column('valence'),
  };
}

const isHeader = ({ cells }: Row): boolean =>
  columns.includes(cells[0]!.toLowerCase() as (typeof columns)[number]);

import { ascendingTimes, assertCells, quoted, ratingsIn } from '../_rating-rows.ts';
import { LabelError } from '../label-error.ts';
import type { Trace } from '../label-series.ts';
import { parseTable } from '../tables/parse-table.ts';

/** The gold standard of one dimension in a recording of RECOLA, as the AVEC challenges deliver it. */
export interface RecolaGold extends Trace {
  /** The name of the recording in the file, such as `train_1`. */
  readonly name: string;
  /** The dimension in the name of the relation; null if there is none. */
  readonly dimension: 'arousal' | 'valence' | null;
}

/** The attributes that are read. */
const needed = ['Instance_name', 'frameTime', 'GoldStandard'] as const;

/**
 * Reads a gold standard of AVEC 2016 or 2018 (RECOLA), such as `ratings_gold_standard/arousal/train_1.arff`. The rows begin
 * after the line `@data`, wherever it is; columns are found by the names of the attributes. Names may be quoted or not, lines end
 * in any way, and `?` is missing.
 *
 * @throws LabelError that names the line if there is no line `@data`, an attribute or a cell is missing, rows belong to
 *   different recordings, times do not ascend, or a value is outside [-1, 1].
 * @see https://github.com/AudioVisualEmotionChallenge/AVEC2018, `scripts_GES/GoldStandardCreation`, for the format.
 * @example
 * ```ts
 * import { parseRecolaGold } from '@ssvaerr/datasets';
 *
 * const attributes = ['Instance_name string', 'frameTime numeric', 'GoldStandard numeric'];
 * const header = ['@relation GOLDSTANDARD', ...attributes.map((text) => `@attribute ${text}`), '@data'];
 * const { name, times, values } = parseRecolaGold([...header, 'train_1,0,0.25', "'train_1',0.04,?"].join('\r\n'));
 * console.log(name, Array.from(times), Array.from(values)); // train_1 [ 0, 0.04 ] [ 0.25, NaN ]
 * ```
 */
export function parseRecolaGold(text: string): RecolaGold {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const data = lines.findIndex((line) => /^\s*@data\s*$/i.test(line));
  if (data < 0)
    throw new LabelError("must have a line '@data' before its rows: it is no ARFF file.");
  const head = lines.slice(0, data);
  const names = head.flatMap((line) => {
    const found = /^\s*@attribute\s+(?:'([^']*)'|"([^"]*)"|(\S+))/i.exec(line);
    return found ? [(found[1] ?? found[2] ?? found[3])!.toLowerCase()] : [];
  });
  if (needed.some((name) => names.filter((other) => other === name.toLowerCase()).length !== 1)) {
    throw new LabelError(
      `must declare the attributes ${needed.join(', ')}, got ${quoted(names.join(', '))}.`,
    );
  }
  // Lines that are not rows stay, empty, so that errors name the right line.
  const rest = lines.map((line, i) => (i <= data || /^\s*%/.test(line) ? '' : line)).join('\n');
  if (rest.trim() === '') throw new LabelError("has no row after '@data'.", data + 1);
  const { rows } = parseTable(rest, ',');
  assertCells(rows, names.length, `${names.length} cells, separated by commas`);
  const [instance, time, value] = needed.map((name) => names.indexOf(name.toLowerCase()));
  const name = rows[0]!.cells[instance!]!;
  const other = rows.find(({ cells }) => cells[instance!] !== name);
  if (other) {
    throw new LabelError(
      `'Instance_name' must be ${quoted(name)}, as in line ${rows[0]!.line}, got ${quoted(other.cells[instance!]!)}.`,
      other.line,
    );
  }
  const relation = head.find((line) => /^\s*@relation\b/i.test(line)) ?? '';
  const dimension = /arousal|valence/i.exec(relation)?.[0].toLowerCase() ?? null;
  return {
    name,
    dimension: dimension as RecolaGold['dimension'],
    times: ascendingTimes(rows, time!, 'frameTime'),
    values: ratingsIn(rows, value!, 'GoldStandard'),
  };
}

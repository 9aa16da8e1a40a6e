import { LabelError } from '../label-error.ts';
import type { Row } from '../tables/parse-table.ts';
import { parseValue } from '../tables/parse-value.ts';
import { type Column, type Dimension, findHeader, type Header } from './_header.ts';
import { parseTime } from './parse-time.ts';
import type { Scale } from './scale.ts';

/** Options of {@link parseRatings}. */
export interface RatingsOptions {
  /**
   * Names of the columns, for a file without a header, or instead of its header: `time` or `frame`, `arousal`,
   * `valence`, `value`, …; others are left out. Default: the file's header.
   */
  readonly columns?: readonly string[];
  /** Lowest and highest rating. Default: what the file states (CARMA, DARMA), else `[-1, 1]`. */
  readonly scale?: Scale;
  /** Numbers that mean that a rating is missing, such as -5. Default: none. */
  readonly missing?: readonly number[];
  /**
   * Unit of times that are plain numbers. Default: what the header says, as in `time_ms`; else milliseconds if they
   * are whole numbers at least 10 apart, and seconds otherwise.
   */
  readonly timeUnit?: 's' | 'ms';
}

/** Ratings of one dimension by one rater. */
export interface RatingTrace {
  /** The recording, if the table has a column for it; otherwise null: the name of the file tells. */
  readonly video: string | null;
  /** The rater, if the table tells; otherwise null. */
  readonly rater: string | null;
  /** The dimension, if the table tells; otherwise null: the name of the file or its folder does. */
  readonly dimension: Dimension | null;
  /** Unit of `times`: seconds, frames counted from 0, or whole recordings: then there is one sample, which holds throughout. */
  readonly unit: 'seconds' | 'frames' | 'recordings';
  /** `[samples]`, ascending. */
  readonly times: Float64Array;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly values: Float64Array;
  /** Subject and split of the recording, if the table has columns for them. */
  readonly subject?: string;
  readonly split?: string;
}

/**
 * Reads ratings from a table in any of the usual shapes: columns `time` (or `frame`), `arousal` and `valence` in any
 * order; several raters as columns (`arousal_anna`, `arousal_ben`) or as rows (a column `rater`); several recordings
 * in one table (a column `video`); one dimension per file, each column a rater. Without a column for time, a recording
 * has one row, which holds throughout. Lines before the header are skipped, so that the exports of CARMA, DARMA and
 * FaceReader can be read as they are. With both `time` and `frame`, the time counts.
 *
 * @returns one trace for each recording, rater and dimension.
 * @throws LabelError that names the line if there is no header, a cell is not what its column holds, a rating is out
 *   of its scale, or times do not ascend.
 * @example
 * ```ts
 * import { parseRatings } from '@ssvaerr/datasets';
 *
 * const [arousal, valence] = parseRatings('time;arousal;valence\n0;1;9\n0,5;5;NA\n', { scale: [1, 9] });
 * console.log(arousal!.dimension, [...arousal!.times], [...arousal!.values]); // arousal [ 0, 0.5 ] [ -1, 0 ]
 * console.log(valence!.dimension, [...valence!.values]); // valence [ 1, NaN ]
 * ```
 */
export function parseRatings(text: string, options: RatingsOptions = {}): RatingTrace[] {
  const header = findHeader(text, options.columns);
  const groups = groupRows(header);
  const isMs = timeUnit(header, options) === 'ms';
  const base = frameBase(header);
  return [...groups.values()].flatMap((rows) => {
    const times = timesOf(header, rows, { isMs, base });
    const of = (role: 'video' | 'rater' | 'subject' | 'split') => {
      const column = header.find(role);
      return column && rows[0]!.cells[column.index]!;
    };
    const [subject, split] = [of('subject'), of('split')];
    return header.columns.flatMap((column): RatingTrace[] => {
      if (column.role !== 'rating') return [];
      return [
        {
          video: of('video') ?? null,
          rater: of('rater') ?? column.rater,
          dimension: column.dimension,
          unit: header.find('time') ? 'seconds' : header.find('frame') ? 'frames' : 'recordings',
          times,
          values: Float64Array.from(rows, (row) => rating(column, row, header, options)),
          ...(subject && { subject }),
          ...(split && { split }),
        },
      ];
    });
  });
}

/** Rows by recording and rater, in the order of the table. */
function groupRows(header: Header): Map<string, Row[]> {
  const keys = [header.find('video'), header.find('rater')].filter(
    (column) => column !== undefined,
  );
  const groups = new Map<string, Row[]>();
  for (const row of header.rows) {
    for (const { name, index } of keys) {
      if (row.cells[index] === '') throw new LabelError(`'${name}' must not be empty.`, row.line);
    }
    const key = JSON.stringify(keys.map(({ index }) => row.cells[index]));
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function timeUnit(header: Header, { timeUnit }: RatingsOptions): 's' | 'ms' {
  const column = header.find('time');
  if (column === undefined) return 's';
  if (timeUnit ?? column.unit) return timeUnit ?? column.unit!;
  const cells = header.rows.map(({ cells }) => cells[column.index]!);
  if (!cells.every((cell) => /^\d+([.]0+)?$/.test(cell))) return 's';
  const distances = cells.slice(1).map((cell, i) => Number(cell) - Number(cells[i]));
  return distances.length > 0 && distances.every((distance) => distance <= 0 || distance >= 10)
    ? 'ms'
    : 's';
}

/** Frames count from 1 if the smallest number is 1, else from 0. */
function frameBase(header: Header): number {
  const column = header.find('frame');
  if (column === undefined) return 0;
  const first = header.rows.reduce(
    (least, { cells }) => Math.min(least, Number(cells[column.index])),
    Number.POSITIVE_INFINITY,
  );
  return first === 1 ? 1 : 0;
}

function timesOf(
  header: Header,
  rows: readonly Row[],
  { isMs, base }: { readonly isMs: boolean; readonly base: number },
): Float64Array {
  const column = header.find('time') ?? header.find('frame');
  if (column === undefined) return wholeRecording(header, rows);
  const read = ({ cells, line }: Row) => {
    const cell = cells[column.index]!;
    if (column.role === 'time') return parseTime(cell, isMs ? 'ms' : 's', column.name, line);
    const frame = parseValue(cell, column.name, line);
    if (Number.isInteger(frame) && frame >= 0) return frame - base;
    throw new LabelError(`'${column.name}' must be a frame number, got '${cell}'.`, line);
  };
  const times = Float64Array.from(rows, read);
  const back = times.findIndex((time, i) => i > 0 && !(time > times[i - 1]!));
  if (back > 0) {
    const [before, at] = [rows[back - 1]!, rows[back]!];
    throw new LabelError(
      `'${column.name}' must ascend, got ${at.cells[column.index]} after ${before.cells[column.index]} (line ${before.line}).`,
      at.line,
    );
  }
  return header.shift(times);
}

function wholeRecording(header: Header, rows: readonly Row[]): Float64Array {
  if (rows.length === 1) return Float64Array.of(0);
  const names = header.columns.map(({ name }) => name).join(', ');
  throw new LabelError(
    `is a second row of one recording, which needs a column 'time' or 'frame', got ${names}.`,
    rows[1]!.line,
  );
}

function rating(
  column: Column,
  { cells, line }: Row,
  header: Header,
  options: RatingsOptions,
): number {
  const cell = cells[column.index]!;
  if (/^(fit|find)_failed$/i.test(cell)) return Number.NaN; // FaceReader
  const value = parseValue(cell, column.name, line);
  if (Number.isNaN(value) || options.missing?.includes(value)) return Number.NaN;
  const scale = options.scale ?? header.scale;
  const [low, high] = scale ?? [-1, 1];
  if (value < low || value > high) {
    const remedy = scale ? '' : ' State the scale of the ratings, such as 1..9.';
    throw new LabelError(
      `'${column.name}' must be in [${low}, ${high}], got ${cell}.${remedy}`,
      line,
    );
  }
  return scale ? (2 * (value - low)) / (high - low) - 1 : value;
}

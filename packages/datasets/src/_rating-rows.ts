import { LabelError } from './label-error.ts';
import type { Row } from './tables/parse-table.ts';
import { parseValue } from './tables/parse-value.ts';

/**
 * Reads the times of rows: numbers that ascend from 0 or more.
 *
 * @param index Index of the column.
 * @param name What the column is, for the error.
 * @throws LabelError that names the line.
 */
export function ascendingTimes(rows: readonly Row[], index: number, name: string): Float64Array {
  const times = new Float64Array(rows.length);
  for (const [i, { cells, line }] of rows.entries()) {
    const cell = cells[index] ?? '';
    const time = parseValue(cell, name, line);
    if (!(time >= 0)) {
      throw new LabelError(`'${name}' must be a number >= 0, got '${cell}'.`, line);
    }
    if (i > 0 && !(time > times[i - 1]!)) {
      const before = rows[i - 1]!;
      throw new LabelError(
        `'${name}' must ascend, got ${cell} after ${before.cells[index]} (line ${before.line}).`,
        line,
      );
    }
    times[i] = time;
  }
  return times;
}

/**
 * Reads the ratings of rows: numbers in [-1, 1], or NaN where missing.
 *
 * @param index Index of the column.
 * @param name What the column is, for the error.
 * @throws LabelError that names the line and the value.
 */
export function ratingsIn(rows: readonly Row[], index: number, name: string): Float64Array {
  return Float64Array.from(rows, ({ cells, line }) => {
    const value = parseValue(cells[index]!, name, line);
    if (!(Math.abs(value) > 1)) return value;
    throw new LabelError(
      `'${name}' must be in [-1, 1], got ${cells[index]}: bring the ratings to this range first.`,
      line,
    );
  });
}

/**
 * Checks that all rows have the same number of cells.
 *
 * @param what What the cells are and what separates them, for the error: `5 cells between semicolons`.
 */
export function assertCells(rows: readonly Row[], count: number, what: string): void {
  const odd = rows.find(({ cells }) => cells.length !== count);
  if (odd) throw new LabelError(`there must be ${what}, got ${odd.cells.length}.`, odd.line);
}

/** A text of a file in a message: short, and on one line. */
export const quoted = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return `'${line.length > 60 ? `${line.slice(0, 60)}…` : line}'`;
};

import { LabelError } from '../label-error.ts';

/** Spellings of a missing value, in lower case. */
const missing = new Set(['', 'nan', 'na', 'n/a', '?', 'null', 'none']);

/**
 * Reads a cell that is a number or empty. A comma may stand for the decimal point: rows of cells that commas separate
 * never have one inside a cell.
 *
 * @param name What the cell is, for the error.
 * @param line Line of the file, from 1, for the error.
 * @returns the number; NaN if the cell is empty, `NaN`, `NA`, `N/A`, `?`, `null` or `none`.
 * @throws LabelError if it is anything else, also if it is infinite.
 * @example
 * ```ts
 * import { parseValue } from '@ssvaerr/datasets';
 *
 * console.log(parseValue('-0,25', 'arousal', 2), parseValue('NA', 'arousal', 3)); // -0.25 NaN
 * ```
 */
export function parseValue(cell: string, name: string, line: number): number {
  if (missing.has(cell.toLowerCase())) return Number.NaN;
  const value = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(cell)
    ? Number(cell.replace(',', '.'))
    : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new LabelError(`'${name}' must be a number or empty, got '${shown(cell)}'.`, line);
}

const shown = (cell: string): string => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

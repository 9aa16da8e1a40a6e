import Papa from 'papaparse';
import { LabelError } from '../label-error.ts';

/** What separates cells. A blank stands for any number of blanks. */
export type Delimiter = ',' | ';' | '\t' | ' ';

/** A row of a table. */
export interface Row {
  /** Line of the file, from 1. */
  readonly line: number;
  /** The cells, without blanks and single quotes around them. */
  readonly cells: readonly string[];
}

/** A text as rows of cells. */
export interface Table {
  readonly delimiter: Delimiter;
  /** The rows that are not empty. */
  readonly rows: readonly Row[];
}

/**
 * Reads delimited text: with or without a byte-order mark, with line ends of any system, with or without quotes. A
 * header is a row like the others.
 *
 * @param delimiter What separates cells. Default: what the first row shows, a tab, a semicolon, a comma or a blank.
 * @throws LabelError if there is no row, or a quote is not closed.
 * @example
 * ```ts
 * import { parseTable } from '@ssvaerr/datasets';
 *
 * const { delimiter, rows } = parseTable('time;arousal\r\n0;0,5\r\n');
 * console.log(delimiter, rows.length, rows[1]!.cells.join(' ')); // ; 2 0 0,5
 * ```
 */
export function parseTable(text: string, delimiter?: Delimiter): Table {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const between = delimiter ?? delimiterOf(lines);
  const { data, errors } = Papa.parse<string[]>(
    between === ' ' ? lines.replace(/^[ \t]+|[ \t]+$/gm, '').replace(/[ \t]+/g, ' ') : lines,
    { delimiter: between, newline: '\n', quoteChar: '"' },
  );
  const rows: Row[] = [];
  let line = 1;
  for (const cells of data) {
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells: cells.map(bare) });
    line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  }
  const open = errors.find(({ code }) => code === 'MissingQuotes');
  if (open)
    throw new LabelError('a quote that is opened there is not closed.', lineOf(data, open.row));
  if (rows.length === 0) throw new LabelError('is empty: it has no row.');
  return { delimiter: between, rows };
}

const bare = (cell: string): string =>
  cell
    .trim()
    .replace(/^'(.*)'$/, '$1')
    .trim();

const lineOf = (data: readonly string[][], row = 0): number =>
  1 + data.slice(0, row).reduce((sum, cells) => sum + cells.join('').split('\n').length, 0);

function delimiterOf(lines: string): Delimiter {
  const first = /^.*\S.*$/m.exec(lines)?.[0] ?? '';
  const shown = ['\t', ';', ','] as const;
  return (
    shown.find((delimiter) => first.trim().includes(delimiter)) ??
    (/\S[ ]+\S/.test(first) ? ' ' : ',')
  );
}

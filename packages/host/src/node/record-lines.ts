import type * as z from 'zod';
import { checkRecord, formatRecord, parseJson, type RecordFormat } from './record.ts';

/**
 * Describes a kind of JSON Lines file: a header line with format, version and what holds for all lines, then the
 * lines.
 */
export interface LinesFormat<Header extends z.ZodType, Line extends z.ZodType> {
  /** Written as `format` into the header, such as `ssvaerr-metrics`. */
  readonly format: string;
  /** Written as `version` into the header. */
  readonly version: number;
  /** Checks the header without `format` and `version`. */
  readonly header: Header;
  /** Checks a line. */
  readonly line: Line;
  /** Functions that bring a line from version `n` to `n + 1`, by `n`, for each older version that is still read. */
  readonly migrate?: RecordFormat['migrate'];
}

/**
 * Formats the header line of a JSON Lines file, with its line feed.
 *
 * @example
 * ```ts
 * import { formatHeader } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const line = z.strictObject({ epoch: z.int() });
 * const log = { format: 'log', version: 1, header: z.strictObject({ seed: z.int() }), line };
 * console.log(formatHeader(log, { seed: 1 }).trimEnd()); // {"format":"log","version":1,"seed":1}
 * ```
 */
export const formatHeader = <Header extends z.ZodType>(
  { format, version, header: schema }: LinesFormat<Header, z.ZodType>,
  header: z.input<Header>,
): string => formatRecord({ format, version, schema }, header, 0);

/**
 * Reads a JSON Lines file through its schemas. A file of version 1 may have no header. A last line without a line
 * feed is not read: a crash cut it off.
 *
 * @param where Named by the error: the file.
 * @throws FileError naming the line if one is not JSON or does not match its schema; FileError if the file has another
 *   format or version.
 * @example
 * ```ts
 * import { formatHeader, parseLines } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const line = z.strictObject({ epoch: z.int() });
 * const log = { format: 'log', version: 1, header: z.strictObject({ seed: z.int() }), line };
 * const text = `${formatHeader(log, { seed: 1 })}{"epoch":1}\n{"epo`; // a crash cut the last line
 * const { header, lines } = parseLines(log, 'log.jsonl', text);
 * console.log(header, lines); // { seed: 1 } [ { epoch: 1 } ]
 * ```
 */
export function parseLines<Header extends z.ZodType, Line extends z.ZodType>(
  {
    format,
    version,
    header: headerSchema,
    line: lineSchema,
    migrate = {},
  }: LinesFormat<Header, Line>,
  where: string,
  text: string,
): { header: z.output<Header>; lines: z.output<Line>[] } {
  const place = (row: number) => `${where}: line ${row + 1}`;
  const rows = text
    .split('\n')
    .slice(0, -1)
    .map((row, i) => parseJson(place(i), row));
  const hasHeader = isObject(rows[0]) && 'format' in rows[0];
  const [header, first] = hasHeader ? [rows[0], 1] : [{ format, version: 1 }, 0];
  const unchanged = Object.fromEntries(Object.keys(migrate).map((from) => [from, same]));
  const headerFormat = { format, version, schema: headerSchema, migrate: unchanged };
  const checked = checkRecord(headerFormat, first === 1 ? place(0) : where, header);
  const written = (header as { version: number }).version;
  const lineFormat = { format, version, schema: lineSchema, migrate };
  return {
    header: checked,
    lines: rows.slice(first).map((row, i) => {
      const whole = isObject(row) ? { ...row, format, version: written } : row;
      return checkRecord(lineFormat, place(i + first), whole);
    }),
  };
}

const same = (content: unknown) => content;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

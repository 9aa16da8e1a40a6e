import type * as z from 'zod';
import { FileError } from '../file-error.ts';
import { formatRecord, parseJson, parseRecord } from './record.ts';

/** A kind of JSON Lines file: a header line with format, version and what holds for all lines, then the lines. */
export interface LinesFormat<Header extends z.ZodType, Line extends z.ZodType> {
  /** Written as `format` into the header, such as `ssvaerr-metrics`. */
  readonly format: string;
  readonly version: number;
  readonly header: Header;
  readonly line: Line;
  /** How a line gets from version `n` to `n + 1`, for each older version that is still read. */
  readonly migrate?: Readonly<Record<number, (line: Record<string, unknown>) => unknown>>;
}

/** Formats the header line, with its line feed. */
export const formatHeader = <Header extends z.ZodType>(
  { format, version, header: schema }: LinesFormat<Header, z.ZodType>,
  header: z.input<Header>,
): string => formatRecord({ format, version, schema }, header, 0);

/**
 * Reads a JSON Lines file through its schemas. A file of version 1 may have no header. A last line without a line
 * feed is what a crash leaves of one, and is not read.
 *
 * @param where What the error names: the file.
 * @throws FileError naming the line that is not JSON or not what the schema says, or another format or version.
 */
export function parseLines<Header extends z.ZodType, Line extends z.ZodType>(
  { format, version, header: schema, line, migrate = {} }: LinesFormat<Header, Line>,
  where: string,
  text: string,
): { header: z.output<Header>; lines: z.output<Line>[] } {
  const rows = text.split('\n');
  rows.pop();
  const at = (row: number) => `${where}: line ${row + 1}`;
  const hasHeader = rows[0] !== undefined && isHeader(parseJson(at(0), rows[0]));
  const oldest = Math.min(version, ...Object.keys(migrate).map(Number));
  const same = Object.fromEntries(
    Array.from({ length: version - oldest }, (_, i) => [oldest + i, (content: object) => content]),
  );
  const header = parseRecord(
    { format, version, schema, migrate: same },
    hasHeader ? at(0) : where,
    hasHeader ? rows[0]! : '{}',
  );
  const written = hasHeader ? (JSON.parse(rows[0]!) as { version: number }).version : 1;
  const lines = rows.slice(hasHeader ? 1 : 0).map((row, i) => {
    const place = at(hasHeader ? i + 1 : i);
    let content = parseJson(place, row);
    if (typeof content !== 'object' || content === null) {
      throw new FileError(place, 'must hold a JSON object.');
    }
    for (let from = written; from < version; from++) {
      content = migrate[from]!(content as Record<string, unknown>);
    }
    return parseRecord(
      { format, version, schema: line },
      place,
      JSON.stringify({ ...(content as object), format, version }),
    );
  });
  return { header, lines };
}

const isHeader = (row: unknown) => typeof row === 'object' && row !== null && 'format' in row;

import type { Split } from '@ssvaerr/data';
import { splitNamed } from '../csv/split-named.ts';
import { LabelError } from '../label-error.ts';
import { parseTable } from '../tables/parse-table.ts';

/** A row of a split file. */
export interface SplitRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** A recording, with or without the ending of its file; null if the row is about a subject. */
  readonly id: string | null;
  /** The person in the recording; null if the file does not say. */
  readonly subject: string | null;
  readonly split: Split;
}

/**
 * Reads a split file: a table with columns `id` or `subject` or both, and `split` (train, validation or test, in the
 * spellings of {@link splitNamed}), in any order.
 *
 * @throws LabelError that names the line if a column is missing, a split is unknown, an id is listed twice, or a
 *   subject is in two splits.
 * @example
 * ```ts
 * import { parseSplitFile } from '@ssvaerr/datasets';
 *
 * const [row] = parseSplitFile('id,subject,split\nday1/talk.mp4,P1,devel\n');
 * console.log(row!.id, row!.subject, row!.split); // day1/talk.mp4 P1 validation
 * ```
 */
export function parseSplitFile(text: string): SplitRow[] {
  const { rows } = parseTable(text);
  const [header, ...lines] = rows;
  const names = header!.cells.map((name) => name.toLowerCase());
  const [id, subject, split] = ['id', 'subject', 'split'].map((name) => names.indexOf(name));
  if (split! < 0 || (id! < 0 && subject! < 0)) {
    throw new LabelError(
      `must name the columns 'id' or 'subject', and 'split', got ${header!.cells.join(', ')}.`,
      header!.line,
    );
  }
  const seen = new Map<string, number>();
  const splitOf = new Map<string, { readonly split: Split; readonly line: number }>();
  return lines.map(({ line, cells }) => {
    const cell = (index: number) => (index < 0 ? null : cells[index] || null);
    const name = cell(split!) ?? '';
    const row = { line, id: cell(id!), subject: cell(subject!), split: splitNamed(name) };
    if (row.split === undefined) {
      throw new LabelError(`'split' must be train, validation or test, got '${name}'.`, line);
    }
    if (row.id === null && row.subject === null) {
      throw new LabelError("must have an 'id' or a 'subject'.", line);
    }
    const key = row.id ?? `subject ${row.subject}`;
    if (seen.has(key)) throw new LabelError(`lists '${key}' again (line ${seen.get(key)}).`, line);
    seen.set(key, line);
    if (row.subject !== null) {
      const other = splitOf.get(row.subject);
      if (other && other.split !== row.split) {
        const where = `${other.split} (line ${other.line})`;
        throw new LabelError(
          `puts subject '${row.subject}' into ${row.split}, who is in ${where}.`,
          line,
        );
      }
      splitOf.set(row.subject, { split: row.split, line });
    }
    return { ...row, split: row.split };
  });
}

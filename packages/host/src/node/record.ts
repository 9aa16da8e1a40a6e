import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { FileError } from '../file-error.ts';
import { issueMessage } from '../issue-message.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { asFileError } from './file-reason.ts';

/** A kind of JSON file: its name, its version, and what it holds. */
export interface RecordFormat<Schema extends z.ZodType = z.ZodType> {
  /** Written as `format` into every file, such as `ssvaerr-results`. */
  readonly format: string;
  /** Written as `version`. A change that old programs would misread takes a new one. */
  readonly version: number;
  /** The content, without `format` and `version`. */
  readonly schema: Schema;
  /** How to get from version `n` to `n + 1`, for each older version that is still read. */
  readonly migrate?: Readonly<Record<number, (content: Record<string, unknown>) => unknown>>;
}

/**
 * Formats a record as JSON. NaN, which JSON does not have, becomes null.
 *
 * @param indent Spaces per level; undefined: one line.
 */
export const formatRecord = <Schema extends z.ZodType>(
  { format, version }: RecordFormat<Schema>,
  content: z.input<Schema>,
  indent: number | undefined = 2,
): string => `${JSON.stringify({ format, version, ...(content as object) }, null, indent)}\n`;

/**
 * Reads a record through its schema. A file without `format` is of version 1, or of its `formatVersion`.
 *
 * @param where What the error names: the file, or file and line.
 * @throws FileError if it is not JSON, of another format or version, or not what the schema says.
 */
export function parseRecord<Schema extends z.ZodType>(
  { format, version, schema, migrate = {} }: RecordFormat<Schema>,
  where: string,
  text: string,
): z.output<Schema> {
  let content = parseJson(where, text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new FileError(where, 'must hold a JSON object.');
  }
  const { format: found = format, version: stated, formatVersion, ...rest } = content as Fields;
  if (found !== format) {
    throw new FileError(where, `is a file of format ${JSON.stringify(found)}, not ${format}.`);
  }
  const written = stated ?? formatVersion ?? 1;
  const oldest = Math.min(version, ...Object.keys(migrate).map(Number));
  if (typeof written !== 'number' || !(written >= oldest && written <= version)) {
    const readable = oldest === version ? `version ${version}` : `versions ${oldest} to ${version}`;
    throw new FileError(
      where,
      `has version ${JSON.stringify(written)}; this program reads ${readable}.`,
    );
  }
  content = rest;
  for (let from = written; from < version; from++) content = migrate[from]!(content as Fields);
  const { data, error } = schema.safeParse(content);
  if (error) throw new FileError(where, issueMessage(error, content), { cause: error });
  return data;
}

type Fields = Record<string, unknown>;

/**
 * Parses JSON.
 *
 * @throws FileError that names `where`.
 */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileError(where, `is not JSON (${(error as Error).message}).`, { cause: error });
  }
}

/**
 * Writes a record atomically.
 *
 * @throws FileError if it cannot be written.
 * @example
 * const note = { format: 'note', version: 1, schema: z.object({ text: z.string() }) };
 * await writeRecord('note.json', note, { text: 'hello' });
 */
export const writeRecord = <Schema extends z.ZodType>(
  path: string,
  format: RecordFormat<Schema>,
  content: z.input<Schema>,
): Promise<void> => writeFileAtomic(path, formatRecord(format, content));

/**
 * Reads a file that {@link writeRecord} wrote.
 *
 * @throws FileError if it cannot be read, or is not what {@link parseRecord} accepts.
 */
export async function readRecord<Schema extends z.ZodType>(
  path: string,
  format: RecordFormat<Schema>,
): Promise<z.output<Schema>> {
  return parseRecord(format, path, await readText(path));
}

/**
 * Reads a text file.
 *
 * @throws FileError if it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asFileError(path, error);
  }
}

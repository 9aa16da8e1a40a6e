import { readFile } from 'node:fs/promises';
import { FileError, issueMessage } from '@ssvaerr/host';
import type * as z from 'zod';
import { show } from '../_show.ts';
import { writeFileAtomic } from './atomic-file.ts';
import { asFileError } from './file-reason.ts';

/** Describes a kind of JSON file: its name, its version and its content. */
export interface RecordFormat<Schema extends z.ZodType = z.ZodType> {
  /** Written as `format` into every file, such as `ssvaerr-results`. */
  readonly format: string;
  /** Written as `version`. A change that old programs would misread takes a new one. */
  readonly version: number;
  /** Checks the content: an object without `format` and `version`, which name the file itself. */
  readonly schema: Schema;
  /**
   * Functions from version `n` to `n + 1`, by `n`, for each older version that is still read. They are given
   * what the file holds, before any schema has looked at it.
   */
  readonly migrate?: Readonly<Record<number, (content: Record<string, unknown>) => unknown>>;
}

/**
 * Formats a record as JSON that ends with a line break. NaN, which JSON does not have, becomes null.
 *
 * @param indent Spaces per level; 0 gives one line.
 * @example
 * ```ts
 * import { formatRecord } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const note = { format: 'note', version: 1, schema: z.strictObject({ text: z.string() }) };
 * console.log(formatRecord(note, { text: 'hello' }, 0).trimEnd()); // {"format":"note","version":1,"text":"hello"}
 * ```
 */
export const formatRecord = <Schema extends z.ZodType>(
  { format, version }: RecordFormat<Schema>,
  content: z.input<Schema>,
  indent: number | undefined = 2,
): string => `${JSON.stringify({ format, version, ...(content as object) }, null, indent)}\n`;

/**
 * Reads a record through its schema. A file without `format` is taken for one of this format, and has version 1
 * unless it states its `version` or `formatVersion`.
 *
 * @param where Named by the error: the file, or file and line.
 * @returns the content, without `format` and `version`.
 * @throws FileError if it is not JSON, of another format or version, or not what the schema says.
 * @example
 * ```ts
 * import { parseRecord } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const schema = z.strictObject({ seconds: z.number() });
 * const migrate = { 1: ({ minutes }: Record<string, unknown>) => ({ seconds: 60 * Number(minutes) }) };
 * const timing = { format: 'timing', version: 2, schema, migrate };
 * const old = '{"format":"timing","version":1,"minutes":2}';
 * console.log(parseRecord(timing, 'timing.json', old)); // { seconds: 120 }
 * ```
 */
export const parseRecord = <Schema extends z.ZodType>(
  recordFormat: RecordFormat<Schema>,
  where: string,
  text: string,
): z.output<Schema> => checkRecord(recordFormat, where, parseJson(where, text));

/** Does what {@link parseRecord} does with a value that is parsed already. */
export function checkRecord<Schema extends z.ZodType>(
  recordFormat: RecordFormat<Schema>,
  where: string,
  file: unknown,
): z.output<Schema> {
  const content = migrated(recordFormat, where, file);
  const { schema } = recordFormat;
  const { data, error } = schema.safeParse(content);
  if (error) {
    const known = 'shape' in schema ? Object.keys(schema.shape as object) : [];
    throw new FileError(where, issueMessage(error, content, known), { cause: error });
  }
  return data;
}

type Fields = Record<string, unknown>;

/** Brings the content of a file of any readable version to the newest version. */
function migrated(
  { format, version, migrate = {} }: RecordFormat,
  where: string,
  file: unknown,
): unknown {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new FileError(where, 'must hold a JSON object.');
  }
  const { format: found = format, version: stated, formatVersion, ...rest } = file as Fields;
  if (found !== format) {
    throw new FileError(where, `is a file of format ${show(found)}, not ${format}.`);
  }
  const written = (stated ?? formatVersion ?? 1) as number;
  let oldest = version;
  while (migrate[oldest - 1]) oldest--;
  if (!Number.isInteger(written) || written < oldest || written > version) {
    const readable = oldest === version ? `version ${version}` : `versions ${oldest} to ${version}`;
    const remedy = written > version ? ' Update the program.' : '';
    throw new FileError(
      where,
      `has version ${show(written)}; this program reads ${readable}.${remedy}`,
    );
  }
  let content: unknown = rest;
  try {
    for (let from = written; from < version; from++) content = migrate[from]!(content as Fields);
  } catch (error) {
    const what = `is damaged: it does not hold what version ${written} must (${reason(error)}).`;
    throw new FileError(where, what, { cause: error });
  }
  return content;
}

/**
 * Parses JSON.
 *
 * @param where Named by the error: the file, or file and line.
 * @throws FileError if the text is not JSON.
 * @example
 * ```ts
 * import { FileError } from '@ssvaerr/host';
 * import { parseJson } from '@ssvaerr/host/node';
 *
 * console.log(parseJson('a.json', '[1, 2]')); // [ 1, 2 ]
 * try {
 *   parseJson('b.json', '[1, ');
 * } catch (error) {
 *   console.log(error instanceof FileError && error.file); // b.json
 * }
 * ```
 */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileError(where, `is not JSON (${reason(error)}).`, { cause: error });
  }
}

/** An error's message on one line: that of `JSON.parse` quotes lines of the text. */
const reason = (error: unknown) => (error as Error).message.replace(/\s+/g, ' ');

/**
 * Writes a record atomically.
 *
 * @throws FileError if it cannot be written.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readText, writeRecord } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'host-'));
 * const file = join(folder, 'note.json');
 * const note = { format: 'note', version: 1, schema: z.strictObject({ text: z.string() }) };
 * await writeRecord(file, note, { text: 'hello' });
 * console.log(JSON.parse(await readText(file))); // { format: 'note', version: 1, text: 'hello' }
 * await rm(folder, { recursive: true });
 * ```
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
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readRecord, writeRecord } from '@ssvaerr/host/node';
 * import * as z from 'zod';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'host-'));
 * const file = join(folder, 'note.json');
 * const note = { format: 'note', version: 1, schema: z.strictObject({ text: z.string() }) };
 * await writeRecord(file, note, { text: 'hello' });
 * console.log(await readRecord(file, note)); // { text: 'hello' }
 * await rm(folder, { recursive: true });
 * ```
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
 * @example
 * ```ts
 * import { FileError } from '@ssvaerr/host';
 * import { readText } from '@ssvaerr/host/node';
 *
 * try {
 *   await readText('no-such.txt');
 * } catch (error) {
 *   console.log(error instanceof FileError && error.message); // no-such.txt: does not exist.
 * }
 * ```
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asFileError(path, error);
  }
}

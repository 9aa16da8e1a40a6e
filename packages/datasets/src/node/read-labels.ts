import { readFile } from 'node:fs/promises';
import { FileError } from '@ssvaerr/host';
import { LabelError } from '../label-error.ts';

/**
 * Reads a label file and puts its path in front of what its reader says.
 *
 * @param parse Reads the text, and throws LabelError if it is not as its format says.
 * @throws FileError of one line if the file cannot be read or `parse` throws LabelError.
 * @example
 * ```ts no-run
 * import { parseTable } from '@ssvaerr/datasets';
 * import { readLabels } from '@ssvaerr/datasets/node';
 *
 * const { rows } = await readLabels('labels/P16.csv', parseTable);
 * ```
 */
export async function readLabels<T>(path: string, parse: (text: string) => T): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FileError(path, `cannot be read (${code}).`, { cause: error });
  }
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof LabelError) throw new FileError(path, error.message, { cause: error });
    throw error;
  }
}

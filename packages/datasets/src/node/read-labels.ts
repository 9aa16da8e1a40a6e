import { FileError } from '@ssvaerr/host';
import { readText } from '@ssvaerr/host/node';
import { LabelError } from '../label-error.ts';

/**
 * Reads a label file; what its reader finds wrong is told with the path.
 *
 * @param parse Reads the text.
 * @throws FileError if the file cannot be read, or `parse` throws a LabelError.
 * @example
 * ```ts no-run
 * import { parseRatings } from '@ssvaerr/datasets';
 * import { readLabels } from '@ssvaerr/datasets/node';
 *
 * const traces = await readLabels('labels/talk.csv', parseRatings);
 * ```
 */
export async function readLabels<T>(path: string, parse: (text: string) => T): Promise<T> {
  const text = await readText(path);
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof LabelError) throw new FileError(path, error.message, { cause: error });
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { asFileError } from '@ssvaerr/host/node';
import type { ContentId } from './embedding-record.ts';

/**
 * Hashes the content of a file.
 *
 * @returns the path, and the SHA-256 as 64 hexadecimal digits.
 * @throws FileError if the file cannot be read.
 * @example
 * ```ts no-run
 * const weights = await fileContentId('run/checkpoints/best.safetensors');
 * ```
 */
export async function fileContentId(path: string): Promise<ContentId> {
  try {
    const sha256 = createHash('sha256').update(await readFile(path));
    return { path, sha256: sha256.digest('hex') };
  } catch (error) {
    throw asFileError(path, error);
  }
}

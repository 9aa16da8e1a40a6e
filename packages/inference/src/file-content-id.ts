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
 * ```ts
 * import { mkdtemp, rm, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { fileContentId } from '@ssvaerr/inference';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'inference-'));
 * const file = join(folder, 'best.safetensors');
 * await writeFile(file, 'abc');
 * const { path, sha256 } = await fileContentId(file);
 * console.log(path === file, sha256.slice(0, 8)); // true ba7816bf
 * await rm(folder, { recursive: true });
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

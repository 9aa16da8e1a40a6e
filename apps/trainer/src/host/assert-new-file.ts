import { existsSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';

/** @throws UserError if the file exists and is not to be overwritten. */
export function assertNewFile(file: string, force: boolean): void {
  if (force || !existsSync(file)) return;
  throw new UserError(
    `${file} already exists. Choose another --out, or overwrite it with --force.`,
  );
}

import { existsSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';

/** @throws UserError if the file exists and is not to be overwritten. */
export function assertNewFile(file: string, force: boolean, flag = '--out'): void {
  if (force || !existsSync(file)) return;
  throw new UserError(
    `${file} already exists. Choose another ${flag}, or overwrite it with --force.`,
  );
}

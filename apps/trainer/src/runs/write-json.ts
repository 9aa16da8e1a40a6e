import { writeFileAtomic } from '@ssvaerr/host/node';

/** JSON with a line break at the end. NaN, which JSON has not, becomes null. */
export const writeJsonAtomic = (path: string, value: unknown): Promise<void> =>
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);

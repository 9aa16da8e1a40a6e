import { createHash } from 'node:crypto';

/** Leaves room in an id's 120 characters for a hash and the number of a clip. */
const longest = 96;

/**
 * A name for the clips of a file: letters, digits, `_` and `-`. Folders are joined by `-`, accents are
 * dropped, and what else there is becomes `_`.
 *
 * @param file its name below the input, with `/`.
 * @param isTaken whether another file has the name, given in lower case. Then, and if the name was too
 *   long, a hash of `file` follows.
 */
export function clipName(file: string, isTaken: (name: string) => boolean): string {
  const plain = file
    .replace(/[.][^./]+$/, '')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('/', '-')
    .replace(/[^A-Za-z0-9_-]+/g, '_');
  const name = plain.slice(0, longest) || '_';
  if (name === plain && !isTaken(name.toLowerCase())) return name;
  const hash = createHash('sha256').update(file).digest('hex').slice(0, 8);
  return `${name}-${hash}`;
}

/** The id of one of a file's clips: the name if there is no other. No name has a dot. */
export const clipId = (name: string, index: number, count: number): string =>
  count === 1 ? name : `${name}.${index + 1}`;

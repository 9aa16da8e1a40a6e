import { createHash } from 'node:crypto';

/** Leaves room in an id's 120 characters for a hash and the number of a clip. */
const longest = 96;

/**
 * Derives the name of a recording's clips from its id: letters, digits, `_` and `-`. Folders are joined by `-`,
 * accents are dropped, and everything else becomes `_`.
 *
 * @param id The id of the recording, such as the name of its file below the input, with `/`.
 * @param isTaken Says whether another recording has the name, which is given in lower case. If so, or if the name
 *   is too long, a hash of `id` is appended.
 * @example
 * ```ts
 * import { clipName } from '@ssvaerr/preprocess';
 *
 * console.log(clipName('day 2/talk.mp4', () => false)); // day_2-talk
 * const taken = new Set(['talk']);
 * console.log(clipName('talk.mkv', (name) => taken.has(name)).startsWith('talk-')); // true
 * ```
 */
export function clipName(id: string, isTaken: (name: string) => boolean): string {
  const plain = id
    .replace(/[.][^./]+$/, '')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('/', '-')
    .replace(/[^A-Za-z0-9_-]+/g, '_');
  const name = plain.slice(0, longest) || '_';
  if (name === plain && !isTaken(name.toLowerCase())) return name;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${name}-${hash}`;
}

/**
 * Numbers the clips of a recording from 1: `talk.1`, `talk.2`, ... A name has no dot, so ids of different
 * recordings never meet.
 *
 * @param index The clip's index in its recording, from 0.
 * @example
 * ```ts
 * import { clipId } from '@ssvaerr/preprocess';
 *
 * console.log(clipId('talk', 0), clipId('talk', 1)); // talk.1 talk.2
 * ```
 */
export const clipId = (name: string, index: number): string => `${name}.${index + 1}`;

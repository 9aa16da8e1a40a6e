/**
 * Finds the candidate that takes the fewest edits to become `word`, ignoring case.
 *
 * @returns undefined if even the nearest one takes more than two edits and more than a third of the word,
 *   or has no letter in its place.
 * @example
 * ```ts
 * import { nearest } from '@ssvaerr/host';
 *
 * console.log(nearest('eopchs', ['epochs', 'seed'])); // epochs
 * console.log(nearest('width', ['epochs', 'seed'])); // undefined
 * ```
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: edits(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  if (!best || best.edits > Math.max(2, word.length / 3)) return undefined;
  return best.edits < Math.max(word.length, best.candidate.length) ? best.candidate : undefined;
}

/** Levenshtein distance: the number of insertions, deletions and substitutions. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * Formats a hint for an error message: ` Did you mean 'x'?`, or an empty text if nothing is near.
 *
 * @example
 * ```ts
 * import { suggestion, UserError } from '@ssvaerr/host';
 *
 * const hint = suggestion('eopchs', ['epochs', 'seed']);
 * const error = new UserError(`unknown key 'eopchs'.${hint}`);
 * console.log(error.message); // unknown key 'eopchs'. Did you mean 'epochs'?
 * ```
 */
export function suggestion(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : ` Did you mean '${found}'?`;
}

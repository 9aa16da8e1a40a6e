import { createHash } from 'node:crypto';

/**
 * Hashes a JSON value: equal values have equal ids, whatever the order of their keys.
 *
 * Equal means equal as JSON: NaN counts as null, and a key whose value is undefined counts as absent.
 *
 * @returns 64 hexadecimal digits (SHA-256).
 * @throws TypeError if JSON cannot express the value, such as undefined or a function.
 * @example
 * ```ts
 * import { contentId } from '@ssvaerr/host/node';
 *
 * const id = contentId({ clip: 'a', seed: 1 });
 * console.log(id.length, id === contentId({ seed: 1, clip: 'a' })); // 64 true
 * ```
 */
export function contentId(value: unknown): string {
  const json: string | undefined = JSON.stringify(value, inOrder);
  if (json === undefined) {
    throw new TypeError(`contentId: 'value' must be a JSON value, got ${typeof value}.`);
  }
  return createHash('sha256').update(json).digest('hex');
}

const inOrder = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

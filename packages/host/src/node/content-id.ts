import { createHash } from 'node:crypto';

/**
 * Hashes a JSON value: equal values have equal ids, whatever the order of their keys.
 *
 * @returns 64 hexadecimal digits (SHA-256).
 * @example
 * contentId({ a: 1, b: 2 }) === contentId({ b: 2, a: 1 }); // true
 */
export const contentId = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');

const inOrder = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

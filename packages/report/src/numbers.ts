/** This dash replaces a missing number. */
const none = '–';

/**
 * Formats a score with a fixed number of digits: `0.713`, `−0.052`. A value that is not finite is a dash.
 *
 * @param digits after the point.
 * @example
 * ```ts
 * import { score } from '@ssvaerr/report';
 *
 * console.log(score(-0.0521), score(0.7128, 2), score(Number.NaN)); // −0.052 0.71 –
 * ```
 */
export function score(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return none;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/**
 * Formats a count with separators: `1,234,567`. A value that is not finite is a dash.
 *
 * @example
 * ```ts
 * import { count } from '@ssvaerr/report';
 *
 * console.log(count(1234567.4)); // 1,234,567
 * ```
 */
export const count = (value: number): string =>
  Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : none;

/**
 * Formats a count with its noun: `1 epoch`, `12 epochs`.
 *
 * @param noun in the singular; the plural adds an s.
 * @example
 * ```ts
 * import { counted } from '@ssvaerr/report';
 *
 * console.log(`${counted(1, 'run')}, ${counted(12, 'epoch')}`); // 1 run, 12 epochs
 * ```
 */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** What stands where there is no number. */
const none = '–';

/** `0.713`, `−0.052`; a dash for NaN. */
export function score(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return none;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** `1,234,567`. */
export const count = (value: number): string =>
  Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : none;

/** `1 epoch`, `12 epochs`. */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/**
 * Formats a time: `0.8 s`, `42 s`, `3 min 5 s`, `2 h 7 min`.
 *
 * @param seconds In [0, infinity); a value that is not finite gives `unknown time`.
 * @example
 * ```ts
 * import { duration } from '@ssvaerr/host';
 *
 * console.log(duration(0.82)); // 0.8 s
 * console.log(duration(185)); // 3 min 5 s
 * ```
 */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown time';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

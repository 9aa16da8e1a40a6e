import { LabelError } from '../label-error.ts';
import { parseValue } from '../tables/parse-value.ts';

/**
 * Reads a time: a number of seconds or milliseconds, or `hh:mm:ss.mmm` or `mm:ss.mmm`.
 *
 * @param unit Unit of plain numbers.
 * @param name The name of the column, for the error.
 * @param line Line of the file, from 1, for the error.
 * @returns seconds.
 * @throws LabelError if it is anything else, also if it is empty.
 * @example
 * ```ts
 * import { parseTime } from '@ssvaerr/datasets';
 *
 * console.log(parseTime('00:01:02.500', 's', 'time', 2), parseTime('1500', 'ms', 'time', 3)); // 62.5 1.5
 * ```
 */
export function parseTime(cell: string, unit: 's' | 'ms', name: string, line: number): number {
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/.exec(cell);
  if (clock) {
    const [hours, minutes, seconds] = clock
      .slice(1)
      .map((part = '0') => Number(part.replace(',', '.')));
    if (minutes! < 60 && seconds! < 60) return 3600 * hours! + 60 * minutes! + seconds!;
  } else if (!cell.includes(':')) {
    const value = parseValue(cell, name, line);
    if (!Number.isNaN(value)) return unit === 'ms' ? value / 1000 : value;
  }
  throw new LabelError(
    `'${name}' must be a number or a time such as 00:01:02.500, got '${cell.slice(0, 40)}'.`,
    line,
  );
}

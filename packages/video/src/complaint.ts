/** Options of {@link complaint}. */
export interface ComplaintOptions {
  /** Take the last line, which says what ended ffmpeg, instead of the first. Default false. */
  readonly last?: boolean;
}

/**
 * Picks the line of ffmpeg's messages that says what is wrong, without the file's name and the part of
 * ffmpeg that prints it.
 *
 * @param stderr the messages of ffmpeg, usually printed with `-v error`: `stderr` of {@link Ended}.
 * @returns one line; `'no reason given'` if there is none.
 * @example
 * ```ts
 * import { complaint } from '@ssvaerr/video';
 *
 * const stderr = '[mov @ 0x5581] moov atom not found\nfile:a.mp4: Invalid data found\n';
 * console.log(complaint(stderr)); // moov atom not found
 * console.log(complaint(stderr, { last: true })); // Invalid data found
 * ```
 */
export function complaint(stderr: string, { last = false }: ComplaintOptions = {}): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replace(/^\[[^\]]*\] /, '').replace(/^file:.*: /, ''))
    .filter((line) => line.trim() !== '');
  return lines.at(last ? -1 : 0) ?? 'no reason given';
}

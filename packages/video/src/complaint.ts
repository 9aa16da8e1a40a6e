/** Options of {@link complaint}. */
export interface ComplaintOptions {
  /** Take the last line, which says what ended ffmpeg, instead of the first. Default false. */
  readonly last?: boolean;
}

/**
 * Picks the line of ffmpeg's messages that says what is wrong, without the file's name and the part of
 * ffmpeg that prints it.
 *
 * @param stderr what ffmpeg printed, usually with `-v error`: `stderr` of {@link Ended}.
 * @returns one line; `'no reason given'` if there is none.
 *
 * @example
 * complaint('[mov @ 0x5581] moov atom not found\n'); // 'moov atom not found'
 */
export function complaint(stderr: string, { last = false }: ComplaintOptions = {}): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const line = lines.at(last ? -1 : 0) ?? 'no reason given';
  return line.replace(/^\[[^\]]*\] /, '').replace(/^file:.*: /, '');
}

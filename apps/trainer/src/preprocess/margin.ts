import type { EncoderInfo } from '../run/checkpoint.ts';

/** How much is seen around a face where nothing is said, as by drawn faces. */
export const defaultMargin = 1.3;

/**
 * With which margin faces are cut for a network: as those that it was trained on, if it knows.
 *
 * @param wanted value of `--margin`; undefined: not given.
 * @param warn told if that is another one.
 */
export function marginFor(
  { margin }: Pick<EncoderInfo, 'margin'>,
  wanted: number | undefined,
  warn: (line: string) => void,
): number {
  if (wanted !== undefined && margin !== undefined && wanted !== margin) {
    warn(`--margin ${wanted}: the network was trained on faces with margin ${margin}.`);
  }
  return wanted ?? margin ?? defaultMargin;
}

/**
 * Gives the arguments that name an input file of ffmpeg. The name may contain anything, such as a leading
 * `-`, a colon or `%d`. Only local files are opened: a playlist that names an address on the network fails.
 *
 * @param path relative to the working directory, or absolute.
 * @example
 * ```ts
 * import { inputArgs } from '@ssvaerr/video';
 *
 * console.log(inputArgs('-a:b.mp4').join(' ')); // -protocol_whitelist file -i file:-a:b.mp4
 * ```
 */
export const inputArgs = (path: string): string[] => [
  ...['-protocol_whitelist', 'file'],
  ...['-i', `file:${path}`],
];

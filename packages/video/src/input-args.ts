/**
 * Gives the arguments that name an input file of ffmpeg. The name may contain anything, such as a leading
 * `-`, a colon or `%d`. Only local files are opened: a playlist that names an address on the network fails.
 *
 * @param path relative to the working directory, or absolute.
 *
 * @example
 * runFfmpeg(ffmpeg, [...inputArgs('clip.mp4'), '-frames:v', '1', 'file:first.png']);
 */
export const inputArgs = (path: string): string[] => [
  ...['-protocol_whitelist', 'file'],
  ...['-i', `file:${path}`],
];

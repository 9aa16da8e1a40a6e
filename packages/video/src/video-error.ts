import { FileError } from '@ssvaerr/host';

/**
 * A video that cannot be read, or not to its end. Its message is one line, `<file>: <what is wrong>`; `file`
 * and `what` hold the two parts.
 *
 * @example
 * try {
 *   await probe(ffmpeg, 'clip.mp4');
 * } catch (error) {
 *   if (!(error instanceof VideoError)) throw error;
 *   console.error(`skipped ${error.file}: ${error.what}`);
 * }
 */
export class VideoError extends FileError {
  override readonly name: string = 'VideoError';
}

/** A file that does not contain a video: a text, a picture, an audio recording, or unreadable bytes. */
export class NoVideo extends VideoError {
  override readonly name = 'NoVideo';
}

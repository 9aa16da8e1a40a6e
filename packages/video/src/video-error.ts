import { FileError } from '@ssvaerr/host';

/**
 * A video that cannot be read, or not to its end. Its message is one line, `<file>: <what is wrong>`; `file`
 * and `what` hold the two parts.
 *
 * @example
 * ```ts
 * import { probe, VideoError } from '@ssvaerr/video';
 *
 * try {
 *   await probe('ffmpeg', 'no-such.mp4');
 * } catch (error) {
 *   if (!(error instanceof VideoError)) throw error;
 *   console.log(`skipped ${error.file}: ${error.what}`); // skipped no-such.mp4: does not exist.
 * }
 * ```
 */
export class VideoError extends FileError {
  override readonly name: string = 'VideoError';
}

/**
 * A file that does not contain a video: a text, a picture, an audio recording, or unreadable bytes.
 *
 * @example
 * ```ts
 * import { NoVideo, VideoError } from '@ssvaerr/video';
 *
 * const isOther = (error: VideoError) => error instanceof NoVideo; // pass over it silently
 * console.log(isOther(new NoVideo('notes.mp4', 'contains no video stream.'))); // true
 * console.log(isOther(new VideoError('talk.mp4', 'is empty (0 bytes).'))); // false
 * ```
 */
export class NoVideo extends VideoError {
  override readonly name = 'NoVideo';
}

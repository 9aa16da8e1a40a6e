import { complaint } from './complaint.ts';
import type { Frame } from './frame.ts';
import { inputArgs } from './input-args.ts';
import { ppmFrames } from './ppm-frames.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { VideoError } from './video-error.ts';

/** Options of {@link decodeFrames}; a {@link VideoInfo} is one that keeps the video's own rate. */
export interface DecodeFramesOptions {
  /** Frames per second of the result, constant and above 0: frames of the file are repeated or dropped. */
  readonly fps: number;
  /**
   * Whether each coded frame is given once, in order, instead of at a constant rate; then `fps` only tells the time, of
   * a part and in errors. Default false.
   */
  readonly everyFrame?: boolean;
  /** The part of the video to decode, in seconds from its first frame, rounded to frames. Default: all of it. */
  readonly part?: { readonly start: number; readonly end: number } | undefined;
  /** Longest side of the result in pixels, at least 2: larger pictures are scaled down. Default 1920. */
  readonly maxSide?: number;
  /** Ends the frames early, without an error, before the next frame. Default: never. */
  readonly signal?: AbortSignal;
}

/**
 * Decodes the frames of a video at a constant rate, or as they are coded. Frame `i` is shown `i / fps` seconds after the first;
 * it is rotated as the metadata says, and its pixels are square. Frames are decoded while they are taken:
 * leaving the loop stops ffmpeg.
 *
 * @param ffmpeg the program: what {@link findFfmpeg} returns.
 * @param path a video file; its first video stream that is not a cover picture is decoded.
 * @returns frames in RGB, 8 bits a color. Each has an array of its own.
 * @throws RangeError if an option is out of range.
 * @throws VideoError after the last frame that could be decoded, if the file is damaged, cut off or not a
 *   video. It is thrown while iterating, as every error here.
 * @throws UserError if ffmpeg cannot be started.
 * @example
 * ```ts no-run
 * import { decodeFrames, findFfmpeg } from '@ssvaerr/video';
 *
 * const ffmpeg = await findFfmpeg();
 * let frames = 0;
 * for await (const { width, height, data } of decodeFrames(ffmpeg, 'clip.mp4', { fps: 25 })) {
 *   const [red, green, blue] = data.subarray(3 * (width * (height >> 1) + (width >> 1))); // in the middle
 *   console.log(frames++, red, green, blue);
 * }
 * ```
 */
export async function* decodeFrames(
  ffmpeg: string,
  path: string,
  { fps, everyFrame = false, part, maxSide = 1920, signal }: DecodeFramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  if (!(fps > 0 && fps < Infinity)) {
    throw new RangeError(`decodeFrames: 'fps' must be a finite number above 0, got ${fps}.`);
  }
  if (!(maxSide >= 2)) {
    throw new RangeError(`decodeFrames: 'maxSide' must be at least 2 pixels, got ${maxSide}.`);
  }
  if (part && !(part.start >= 0 && part.end > part.start && part.end < Infinity)) {
    throw new RangeError(
      `decodeFrames: 'part' must be 0 <= start < end seconds, got ${part.start} and ${part.end}.`,
    );
  }
  // Numbered in time, so that no version of ffmpeg drops or repeats a frame of its own accord.
  const timing = everyFrame ? `setpts=N/(${fps}*TB)` : `setpts=PTS-STARTPTS,fps=${fps}`;
  const [first, end] = part ? [part.start, part.end].map((time) => Math.round(time * fps)) : [];
  const cut = part ? `trim=start_frame=${first}:end_frame=${end},` : '';
  const shrink = `min(1,${maxSide}/max(iw*sar,ih))`;
  const size = `w='max(2,round(iw*sar*${shrink}))':h='max(2,round(ih*${shrink}))'`;
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path)],
    ...['-map', '0:V:0', '-vf', `${timing},${cut}scale=${size}`],
    ...(everyFrame ? ['-r', `${fps}`] : []),
    ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'],
  ]);
  try {
    let frames = 0;
    for await (const frame of ppmFrames(stdout)) {
      if (signal?.aborted) return;
      frames++;
      yield frame;
    }
    const { code, stderr } = await ended;
    if (code === 0 && stderr.trim() === '') return;
    const after = `after ${(frames / fps).toFixed(1)} s`;
    throw new VideoError(path, `is damaged or cut off ${after} (${complaint(stderr)}).`);
  } finally {
    stop();
  }
}

import { open } from 'node:fs/promises';
import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';
import { averageRate } from './_average-rate.ts';
import { complaint } from './complaint.ts';
import { inputArgs } from './input-args.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { NoVideo, VideoError } from './video-error.ts';

/** Properties of a video. */
export interface VideoInfo {
  /** Length of the file in seconds; undefined if the file does not state it. */
  readonly seconds: number | undefined;
  /** Frames per second, above 0: the average if the frames are not evenly spaced. */
  readonly fps: number;
  /** Width in pixels as it is shown: after the rotation of the metadata, before pixels are made square. */
  readonly width: number;
  /** Height in pixels as it is shown. */
  readonly height: number;
  /** ffmpeg's name of the video codec, such as `h264` or `hevc`. */
  readonly codec: string;
  /** ffmpeg's name of the audio codec, such as `aac`; undefined if there is no audio. */
  readonly audio: string | undefined;
  /** Time of the first frame, in seconds on the clock of the file; usually 0. */
  readonly start: number;
}

/** ffmpeg reads these formats, texts and pictures, as videos. */
const stillFormats = /^(tty|image2|.*_pipe)$/;

/**
 * Reads what a video file contains: its header, and its first two frames, which are decoded, for a header
 * alone does not show that there is a picture. If the header does not state the frame rate, the timestamps
 * of the whole file are read.
 *
 * @param ffmpeg the program: what {@link findFfmpeg} returns.
 * @param path a local file.
 * @throws NoVideo if it is something else than a video, or cannot be recognized.
 * @throws VideoError if it cannot be read or decoded, has fewer than two frames, or no frame rate.
 * @throws UserError if ffmpeg cannot be started.
 * @example
 * ```ts no-run
 * import { findFfmpeg, probe } from '@ssvaerr/video';
 *
 * const { seconds, fps, width, height, audio } = await probe(await findFfmpeg(), 'clip.mp4');
 * console.log(`${width}x${height}, ${fps} fps, ${seconds} s, audio: ${audio ?? 'none'}`);
 * ```
 */
export async function probe(ffmpeg: string, path: string): Promise<VideoInfo> {
  await assertReadable(path);
  const { stdout, ended } = runFfmpeg(ffmpeg, [
    ...inputArgs(path),
    ...['-map', '0:V:0', '-frames:v', '2', '-vf', 'showinfo', '-f', 'null', '-'],
  ]);
  stdout.resume();
  const { code, stderr } = await ended;
  const format = /^Input #0, (.*), from /m.exec(stderr)?.[1];
  if (format === undefined) throw new NoVideo(path, unrecognized(stderr));
  if (stillFormats.test(format)) {
    throw new NoVideo(path, `is not a video, but a picture or a text (format ${format}).`);
  }
  const stream = decodedStream(stderr);
  if (stream === undefined) throw new NoVideo(path, 'contains no video stream.');
  const frames = [...stderr.matchAll(/ n: *\d+ .*?pts_time:(\S+) .*? s:(\d+)x(\d+) /g)];
  if (frames.length === 0 || code !== 0) {
    throw new VideoError(path, `cannot be decoded (${complaint(stderr, { last: true })}).`);
  }
  if (frames.length === 1) {
    throw new VideoError(path, 'contains a single frame; a video has at least two.');
  }
  const [, start, width, height] = frames[0]!;
  const printed = Number(/ ([\d.]+) fps\b/.exec(stream)?.[1] ?? Number.NaN);
  return {
    seconds: durationOf(stderr),
    fps: printed > 0 ? exactRate(printed) : await averageRate(ffmpeg, path),
    width: Number(width),
    height: Number(height),
    codec: /Video: (\w+)/.exec(stream)![1]!,
    audio: /^ *Stream #0:\d+.*?: Audio: (\w+)/m.exec(stderr)?.[1],
    start: Number(start) || 0, // NOPTS: the frame has no timestamp
  };
}

async function assertReadable(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    const info = await file.stat();
    await file.close();
    if (info.isDirectory()) throw new VideoError(path, 'is a folder, not a video file.');
    if (info.size === 0) throw new VideoError(path, 'is empty (0 bytes).');
  } catch (error) {
    if (error instanceof VideoError) throw error;
    const reason = asFileError(path, error);
    throw reason instanceof FileError ? new VideoError(path, reason.what, { cause: error }) : error;
  }
}

function unrecognized(stderr: string): string {
  return /moov atom not found/.test(stderr) && !/low score/.test(stderr)
    ? 'is cut off: the index at the end of the file is missing. Copy it again from its source.'
    : `is not a video, or is damaged (${complaint(stderr, { last: true })}).`;
}

/** The line that describes the video stream that was decoded. */
function decodedStream(stderr: string): string | undefined {
  const index = /^ *Stream #0:(\d+) -> #0:0 /m.exec(stderr)?.[1];
  return index === undefined
    ? undefined
    : new RegExp(`^ *Stream #0:${index}\\b.*: Video: .*$`, 'm').exec(stderr)?.[0];
}

function durationOf(stderr: string): number | undefined {
  const [, hours, minutes, seconds] =
    /^ *Duration: (\d+):(\d+):([\d.]+)/m.exec(stderr) ?? ([] as undefined[]);
  if (seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** ffmpeg prints two decimals of NTSC's rates, which are 1000 / 1001 times a whole number. */
function exactRate(printed: number): number {
  if (Number.isInteger(printed)) return printed;
  const ntsc = (Math.ceil(printed) * 1000) / 1001;
  return Math.abs(printed - ntsc) <= 0.005 ? ntsc : printed;
}

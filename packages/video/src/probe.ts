import { open } from 'node:fs/promises';
import { complaint, inputArgs, runFfmpeg } from './ffmpeg.ts';
import { VideoError } from './video-error.ts';

/** What a video file says of itself. */
export interface VideoInfo {
  /** Of the file; undefined if it does not say. */
  readonly seconds: number | undefined;
  /** Frames per second: where they are not evenly spaced, on average. */
  readonly fps: number;
  /** As it is shown: rotated as its metadata says. */
  readonly width: number;
  readonly height: number;
  /** `h264`, `hevc`. */
  readonly codec: string;
  /** Of the sound, `aac`; undefined: there is none. */
  readonly sound: string | undefined;
  /** When the first frame is shown, in seconds from where the file begins. */
  readonly start: number;
}

/** A file that holds no video and does not claim to: a text, a picture, a recording of sound. */
export class NoVideo extends VideoError {}

/** Text files and pictures are videos to ffmpeg. */
const stillFormats = /^(tty|image2|.*_pipe)$/;
/** More is a clock, not a rate. ffmpeg prints such as `1k fps`, which is then told from the packets. */
const plausibleFps = 1000;

/**
 * Looks at a video file: its header, as ffmpeg prints it, and its first two frames, decoded.
 *
 * @throws VideoError if it cannot be read, or holds fewer than two frames; {@link NoVideo} if it is
 *   something else.
 */
export async function probe(ffmpeg: string, path: string): Promise<VideoInfo> {
  await assertReadable(path);
  const looked = runFfmpeg(ffmpeg, [
    ...inputArgs(path),
    ...['-map', '0:V:0', '-frames:v', '2', '-vf', 'showinfo', '-f', 'null', '-'],
  ]);
  looked.stdout.resume();
  const { code, said } = await looked.ended;
  const format = /^Input #0, (.*), from /m.exec(said)?.[1];
  if (format === undefined) throw new NoVideo(path, unreadable(said));
  if (stillFormats.test(format)) throw new NoVideo(path, 'is no video.');
  const stream = streamLine(said);
  if (stream === undefined) throw new NoVideo(path, 'has no video stream.');
  const frames = [...said.matchAll(/ n: *\d+ .*?pts_time:(\S+) .*? s:(\d+)x(\d+) /g)];
  if (frames.length === 0 || code !== 0) {
    throw new VideoError(path, `cannot be decoded (${complaint(said, { last: true })}).`);
  }
  if (frames.length === 1) throw new VideoError(path, 'holds a single frame.');
  const [, start, width, height] = frames[0]!;
  const printed = Number(/ ([\d.]+) fps\b/.exec(stream)?.[1] ?? Number.NaN);
  const fps = printed > 0 ? exactRate(printed) : await averageRate(ffmpeg, path);
  return {
    seconds: durationOf(said),
    fps,
    width: Number(width),
    height: Number(height),
    codec: /Video: (\w+)/.exec(stream)![1]!,
    sound: /^ *Stream #0:\d+.*?: Audio: (\w+)/m.exec(said)?.[1],
    start: Number(start),
  };
}

async function assertReadable(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    await file.close();
    if (size === 0) throw new VideoError(path, 'is empty (0 bytes).');
  } catch (error) {
    if (error instanceof VideoError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const what =
      code === 'ENOENT'
        ? 'is not there.'
        : code === 'EACCES'
          ? 'may not be read: look at its permissions.'
          : `cannot be read (${code}).`;
    throw new VideoError(path, what, { cause: error });
  }
}

function unreadable(said: string): string {
  return /moov atom not found/.test(said) && !/low score/.test(said)
    ? 'is cut off: its index, at the end of the file, is missing.'
    : `is no video, or damaged (${complaint(said, { last: true })}).`;
}

/** The line of the stream that was decoded. */
function streamLine(said: string): string | undefined {
  const index = /^ *Stream #0:(\d+) -> #0:0 /m.exec(said)?.[1];
  return index === undefined
    ? undefined
    : new RegExp(`^ *Stream #0:${index}\\b.*: Video: .*$`, 'm').exec(said)?.[0];
}

function durationOf(said: string): number | undefined {
  const [, hours, minutes, seconds] =
    /^ *Duration: (\d+):(\d+):([\d.]+)/m.exec(said) ?? ([] as undefined[]);
  if (seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** ffmpeg prints two decimals of the rates of NTSC, which are 1000 / 1001 of whole ones. */
function exactRate(printed: number): number {
  const ntsc = (Math.ceil(printed) * 1000) / 1001;
  return Math.abs(printed - ntsc) <= 0.005 ? ntsc : printed;
}

/** By the times of all packets, without decoding them. */
async function averageRate(ffmpeg: string, path: string): Promise<number> {
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path)],
    ...['-map', '0:V:0', '-c', 'copy', '-f', 'framecrc', '-'],
  ]);
  let [frames, first, last, unit, rest] = [0, Infinity, -Infinity, 0, ''];
  try {
    for await (const chunk of stdout.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const tick = /^#tb 0: (\d+)\/(\d+)/.exec(line);
        if (tick) unit = Number(tick[1]) / Number(tick[2]);
        if (line.startsWith('#')) continue;
        const time = Number(line.split(',')[2]) * unit;
        frames++;
        [first, last] = [Math.min(first, time), Math.max(last, time)];
      }
    }
    await ended;
  } finally {
    stop();
  }
  const fps = (frames - 1) / (last - first);
  if (fps > 0 && fps < plausibleFps) return Math.round(fps * 100) / 100;
  throw new VideoError(path, 'does not say how many frames it has a second; give --fps.');
}

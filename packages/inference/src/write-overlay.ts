import { rename, rm } from 'node:fs/promises';
import { Resvg } from '@resvg/resvg-js';
import { FileError, Interrupted } from '@ssvaerr/host';
import { timeAxis, traceSvg } from '@ssvaerr/report';
import { complaint, decodeFrames, inputArgs, runFfmpeg, VideoError } from '@ssvaerr/video';
import { Canvas } from './_canvas.ts';
import { asTrace } from './prediction-files.ts';
import type { FaceTrace, VideoPrediction } from './video-prediction.ts';

/** Longest side of the video inside the picture, in pixels. */
const frameSide = 640;
/** Charts are drawn for the faces that are seen longest. */
const facesShown = 4;
const leastChartHeight = 260;
const cursorColor = [0xd9, 0x6c, 0x00] as const;

/** Options of {@link writeOverlay}. */
export interface OverlayOptions {
  /** Path of ffmpeg, from `findFfmpeg` of `@ssvaerr/video`. */
  readonly ffmpeg: string;
  /** Side of the face crops, in pixels. */
  readonly side: number;
  /** Stops the work at the next frame. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a copy of a video with boxes around its faces, their charts at its side, and a line that marks the time. The
 * audio is kept. The codec is H.264 if ffmpeg has an encoder for it, else MPEG-4.
 *
 * @param path The video.
 * @param file The copy, an MP4 file.
 * @throws FileError if the copy cannot be written; Interrupted if `signal` is aborted.
 * @example
 * ```ts no-run
 * import { type VideoPrediction, writeOverlay } from '@ssvaerr/inference';
 * import { findFfmpeg } from '@ssvaerr/video';
 *
 * // Draws what `predictVideo` returned for talk.mp4.
 * export async function draw(prediction: VideoPrediction): Promise<void> {
 *   const ffmpeg = await findFfmpeg();
 *   const { signal } = new AbortController();
 *   await writeOverlay('talk.mp4', 'talk.overlay.mp4', prediction, { ffmpeg, side: 96, signal });
 * }
 * ```
 */
export async function writeOverlay(
  path: string,
  file: string,
  prediction: VideoPrediction,
  { ffmpeg, side, signal }: OverlayOptions,
): Promise<void> {
  const { info, fps, frames } = prediction;
  const shrink = frameSide / Math.max(prediction.width, prediction.height);
  const scale = Math.min(1, shrink);
  const size = (length: number) => Math.max(2, Math.round(length * scale));
  const seen = ({ arousal }: FaceTrace) => arousal.filter((value) => !Number.isNaN(value)).length;
  const faces = [...prediction.faces].sort((a, b) => seen(b) - seen(a)).slice(0, facesShown);
  const height = even(Math.max(size(prediction.height), faces.length * leastChartHeight));
  const charts = faces.map((face, i) => {
    const svg = traceSvg(asTrace(`face ${i + 1}`, face, fps, side));
    const value = Math.floor(height / faces.length);
    return new Resvg(svg, { fitTo: { mode: 'height', value } }).render();
  });
  const chartWidth = Math.max(0, ...charts.map(({ width }) => width));
  const width = even(size(prediction.width) + chartWidth);
  const canvas = new Canvas(width, height);
  charts.forEach(({ width: columns, height: rows, pixels }, i) => {
    canvas.drawRgba(pixels, columns, rows, width - chartWidth, i * rows);
  });

  async function* drawn() {
    const top = Math.floor((height - size(prediction.height)) / 2);
    let index = 0;
    try {
      for await (const frame of decodeFrames(ffmpeg, path, { fps, maxSide: frameSide })) {
        if (signal?.aborted) throw new Interrupted('');
        const picture = canvas.copy();
        const ratio = frame.width / prediction.width;
        picture.drawFrame(frame, 0, top);
        for (const { boxes } of faces) {
          const box = boxes[index];
          if (box) picture.frameBox(box, ratio, top, frame, cursorColor);
        }
        const time = frames > 1 ? Math.min(1, index / (frames - 1)) : 0;
        const x = width - chartWidth + (timeAxis.start + timeAxis.length * time) * chartWidth;
        if (faces.length > 0) picture.fill(Math.round(x), 0, 2, height, cursorColor);
        yield picture.pixels;
        index++;
      }
    } catch (error) {
      if (!(error instanceof VideoError)) throw error; // the file is damaged: what could be decoded is drawn
    }
  }

  const part = `${file}.part`;
  const encoder = (await hasEncoder(ffmpeg, 'libx264'))
    ? ['libx264', '-preset', 'veryfast', '-crf', '20']
    : ['mpeg4', '-q:v', '3'];
  const { stdout, ended, stop } = runFfmpeg(
    ffmpeg,
    [
      ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`],
      ...['-r', `${fps}`, '-i', 'pipe:0', '-ss', `${info.start}`, ...inputArgs(path)],
      ...['-map', '0:v', '-map', '1:a:0?', '-c:v', ...encoder, '-pix_fmt', 'yuv420p'],
      ...['-c:a', 'aac', '-shortest', '-movflags', '+faststart', '-y', '-f', 'mp4', `file:${part}`],
    ],
    drawn(),
  );
  stdout.resume();
  try {
    const { code, stderr } = await ended;
    if (signal?.aborted) throw new Interrupted('');
    if (code !== 0) throw new FileError(file, `cannot be written (${complaint(stderr)}).`);
    await rename(part, file);
  } finally {
    stop();
    await rm(part, { force: true });
  }
}

const even = (length: number) => length + (length % 2);

async function hasEncoder(ffmpeg: string, name: string): Promise<boolean> {
  const { stdout, ended } = runFfmpeg(ffmpeg, ['-v', 'error', '-encoders']);
  let text = '';
  for await (const chunk of stdout.setEncoding('utf8')) text += chunk;
  await ended;
  return new RegExp(` ${name} `).test(text);
}

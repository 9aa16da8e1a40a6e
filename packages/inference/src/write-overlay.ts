import { rename, rm } from 'node:fs/promises';
import { Resvg } from '@resvg/resvg-js';
import type { Box, Frame } from '@ssvaerr/face';
import { Interrupted, UserError } from '@ssvaerr/host';
import { timeAxis, traceSvg } from '@ssvaerr/report';
import { complaint, decodeFrames, inputArgs, runFfmpeg, VideoError } from '@ssvaerr/video';
import type { FaceTrace, VideoPrediction } from './predict-video.ts';
import { asTrace } from './prediction-files.ts';

/** Longer side of the video in the picture. */
const frameSide = 640;
/** Those that are seen longest. */
const facesShown = 4;
const leastChartHeight = 260;
const cursorColor = [0xd9, 0x6c, 0x00] as const;

export interface OverlayOptions {
  readonly ffmpeg: string;
  /** Side of the crops. */
  readonly side: number;
  readonly signal?: AbortSignal;
}

/**
 * Writes the video again, its faces framed, with the chart of each beside it and the time marked: H.264
 * where ffmpeg has it, else MPEG-4; with its sound.
 *
 * @throws UserError if it cannot be written; Interrupted if `signal` says so.
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
          if (box) picture.frameBox(box, ratio, top, frame);
        }
        const time = frames > 1 ? Math.min(1, index / (frames - 1)) : 0;
        const x = width - chartWidth + (timeAxis.start + timeAxis.length * time) * chartWidth;
        if (faces.length > 0) picture.fill(Math.round(x), 0, 2, height, cursorColor);
        yield picture.pixels;
        index++;
      }
    } catch (error) {
      if (!(error instanceof VideoError)) throw error; // as far as it goes
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
    if (code !== 0) throw new UserError(`${file}: cannot be written (${complaint(stderr)}).`);
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

/** A white picture to draw on, `[height, width, 3]` bytes. What lies outside is not drawn. */
class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(
    width: number,
    height: number,
    pixels = new Uint8Array(width * height * 3).fill(255),
  ) {
    [this.width, this.height, this.pixels] = [width, height, pixels];
  }

  copy(): Canvas {
    return new Canvas(this.width, this.height, this.pixels.slice());
  }

  fill(
    left: number,
    top: number,
    width: number,
    height: number,
    [r, g, b]: readonly [number, number, number],
  ) {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        this.pixels.set([r, g, b], (y * this.width + x) * 3);
      }
    }
  }

  drawFrame({ width, height, data }: Frame, left: number, top: number): void {
    for (let y = 0; y < Math.min(height, this.height - top); y++) {
      const row = data.subarray(y * width * 3, (y + 1) * width * 3);
      this.pixels.set(row, ((top + y) * this.width + left) * 3);
    }
  }

  drawRgba(rgba: Uint8Array, width: number, height: number, left: number, top: number): void {
    for (let y = 0; y < Math.min(height, this.height - top); y++) {
      for (let x = 0; x < Math.min(width, this.width - left); x++) {
        const from = (y * width + x) * 4;
        this.pixels.set(rgba.subarray(from, from + 3), ((top + y) * this.width + left + x) * 3);
      }
    }
  }

  /** The edges of a box in a frame that is drawn at the left, `top` pixels down; inside the frame only. */
  frameBox({ x, y, width, height }: Box, ratio: number, top: number, frame: Frame): void {
    const inside = (value: number, end: number) =>
      Math.max(0, Math.min(end - 2, Math.round(value * ratio)));
    const [left, right] = [inside(x, frame.width), inside(x + width, frame.width)];
    const [upper, lower] = [top + inside(y, frame.height), top + inside(y + height, frame.height)];
    for (const row of [upper, lower]) this.fill(left, row, right - left + 2, 2, cursorColor);
    for (const column of [left, right]) this.fill(column, upper, 2, lower - upper, cursorColor);
  }
}

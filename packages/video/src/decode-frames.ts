import type { Frame } from '@ssvaerr/face';
import { complaint, inputArgs, runFfmpeg } from './ffmpeg.ts';
import { VideoError } from './video-error.ts';

export interface DecodeFramesOptions {
  /** Constant rate of the frames, per second: others are repeated or left out, by time. */
  readonly fps: number;
  /** Larger pictures are made smaller, so that neither side is longer, in pixels. Default 1920. */
  readonly maxSide?: number;
  readonly signal?: AbortSignal;
}

/**
 * Decodes a video: frame `i` is what is shown `i / fps` seconds after the first, rotated as its metadata
 * says, with square pixels. Frames come as they are asked for; whoever stops asking ends the decoder.
 *
 * @throws VideoError after the last frame that could be decoded, if the file is damaged or cut off.
 */
export async function* decodeFrames(
  ffmpeg: string,
  path: string,
  { fps, maxSide = 1920, signal }: DecodeFramesOptions,
): AsyncGenerator<Frame, void, undefined> {
  const shrink = `min(1,${maxSide}/max(iw*sar,ih))`;
  const size = `w='max(2,round(iw*sar*${shrink}))':h='max(2,round(ih*${shrink}))'`;
  const { stdout, ended, stop } = runFfmpeg(ffmpeg, [
    ...['-v', 'error', ...inputArgs(path)],
    ...['-map', '0:V:0', '-vf', `setpts=PTS-STARTPTS,fps=${fps},scale=${size}`],
    ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'],
  ]);
  try {
    let frames = 0;
    for await (const frame of ppmFrames(stdout)) {
      if (signal?.aborted) return;
      frames++;
      yield frame;
    }
    const { code, said } = await ended;
    if (code === 0 && said.trim() === '') return;
    const after = `after ${(frames / fps).toFixed(1)} s`;
    throw new VideoError(path, `is damaged or cut off ${after} (${complaint(said)}).`);
  } finally {
    stop();
  }
}

/**
 * The pictures of a stream of PPM files, each `P6 <width> <height> 255` and its bytes. A last one that is
 * cut off is left out.
 */
export async function* ppmFrames(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame, void, undefined> {
  let head = ''; // of the picture to come, until it is whole
  let frame: Frame | undefined;
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      if (!frame) {
        head += String.fromCharCode(chunk[at++]!);
        const [, width, height] = /^P6\s(\d+)\s(\d+)\s255\s$/.exec(head) ?? [];
        if (height === undefined) continue;
        const size = { width: Number(width), height: Number(height) };
        frame = { ...size, data: new Uint8Array(3 * size.width * size.height) };
        [head, filled] = ['', 0];
        continue;
      }
      const part = chunk.subarray(at, at + frame.data.length - filled);
      frame.data.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < frame.data.length) continue;
      yield frame;
      frame = undefined;
    }
  }
}

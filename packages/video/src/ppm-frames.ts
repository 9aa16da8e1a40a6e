import type { Frame } from './frame.ts';

/** A header as ffmpeg writes it has fewer characters: `P6`, two sizes, `255`. */
const longestHeader = 64;

/**
 * Splits a stream of PPM files into frames; each says its own size. The chunks of the stream may be cut
 * anywhere. A last picture that is incomplete is dropped.
 *
 * @param stream PPM files one after the other: `P6 <width> <height> 255`, then three bytes a pixel, as
 *   ffmpeg writes them with `-f image2pipe -c:v ppm -pix_fmt rgb24`. Comments in the header are not read.
 * @returns the frames in order. Each has an array of its own.
 * @throws RangeError if the stream contains something else.
 * @see https://netpbm.sourceforge.net/doc/ppm.html
 * @example
 * ```ts
 * import { Buffer } from 'node:buffer';
 * import { ppmFrames } from '@ssvaerr/video';
 *
 * async function* stream() {
 *   yield Buffer.from('P6\n2 1\n255\n'); // one picture of 2 x 1 pixels, in two chunks
 *   yield Uint8Array.of(255, 0, 0, 0, 0, 255);
 * }
 * for await (const { width, height, data } of ppmFrames(stream())) {
 *   console.log(width, height, data.join(' ')); // 2 1 255 0 0 0 0 255
 * }
 * ```
 */
export async function* ppmFrames(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame, void, undefined> {
  let header = ''; // of the next picture, as far as it has come
  let frame: Frame | undefined;
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      if (!frame) {
        header += String.fromCharCode(chunk[at++]!);
        const [, width, height] = /^P6\s(\d+)\s(\d+)\s255\s$/.exec(header) ?? [];
        if (height === undefined) {
          assertHeader(header);
          continue;
        }
        const size = { width: Number(width), height: Number(height) };
        frame = { ...size, data: new Uint8Array(3 * size.width * size.height) };
        [header, filled] = ['', 0];
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

function assertHeader(header: string): void {
  if ('P6'.startsWith(header.slice(0, 2)) && header.length <= longestHeader) return;
  throw new RangeError(
    `ppmFrames: 'stream' must contain PPM files with a maximum of 255, got ${JSON.stringify(header)}.`,
  );
}

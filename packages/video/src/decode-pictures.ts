import { ivf } from './_ivf.ts';
import { type PictureFile, readPicture } from './_picture-file.ts';
import { complaint } from './complaint.ts';
import type { Frame } from './frame.ts';
import { ppmFrames } from './ppm-frames.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** Options of {@link decodePictures}. */
export interface DecodePicturesOptions {
  /** Longest side of the result in pixels, at least 1: larger pictures are scaled down. Default 1920. */
  readonly maxSide?: number;
  /** Ends the pictures early, without an error, before the next one. Default: never. */
  readonly signal?: AbortSignal;
}

/** A picture that was decoded, or what is wrong with its file. */
export type DecodedPicture =
  | { readonly path: string; readonly frame: Frame; readonly problem?: undefined }
  | {
      readonly path: string;
      readonly frame?: undefined;
      /** Completes the sentence that begins with the path: `is not a JPEG or PNG picture.` */
      readonly problem: string;
    };

/** A picture that waits to be decoded, and the size of its frame. */
interface Waiting {
  readonly path: string;
  readonly file: PictureFile;
  readonly width: number;
  readonly height: number;
}

/** Most pictures for one ffmpeg, and most bytes of their files, and of their frames. */
const most = { pictures: 64, bytes: 2 ** 26 };

/**
 * Decodes JPEG and PNG pictures. Up to 64 consecutive ones of the same format and size go through one ffmpeg,
 * because starting it takes longer than decoding a picture. Where it complains, each half of them goes through one
 * again, down to the picture that is at fault.
 *
 * Pixels are taken as they are stored: an EXIF orientation is ignored, pixels count as square, and transparency is
 * dropped. Gray pictures have equal red, green and blue; 16 bits a color become 8.
 *
 * Memory does not grow with the number of paths, and these are taken as they are needed. No ffmpeg runs while a
 * result is used.
 *
 * @param ffmpeg the program: what {@link findFfmpeg} returns.
 * @param paths local files, with any name.
 * @returns one result for each path, in order. A file that cannot be read, is cut off, or about which ffmpeg
 *   complains has a `problem` instead of a frame, and the next ones go on. Each frame has an array of its own.
 * @throws RangeError if an option is out of range. It is thrown while iterating, as every error here.
 * @throws UserError if ffmpeg cannot be started.
 *
 * @example
 * ```ts no-run
 * import { decodePictures, findFfmpeg } from '@ssvaerr/video';
 *
 * const ffmpeg = await findFfmpeg();
 * for await (const { path, frame, problem } of decodePictures(ffmpeg, ['000.jpg', '001.jpg'])) {
 *   if (frame) console.log(frame.width, frame.height, frame.data.length); // data is [height, width, 3]
 *   else console.error(`${path}: ${problem}`);
 * }
 * ```
 */
export async function* decodePictures(
  ffmpeg: string,
  paths: Iterable<string> | AsyncIterable<string>,
  { maxSide = 1920, signal }: DecodePicturesOptions = {},
): AsyncGenerator<DecodedPicture, void, undefined> {
  if (!(maxSide >= 1)) {
    throw new RangeError(`decodePictures: 'maxSide' must be at least 1 pixel, got ${maxSide}.`);
  }
  let waiting: Waiting[] = [];
  for await (const path of paths) {
    if (signal?.aborted) return;
    const file = await readPicture(path);
    if (typeof file === 'string') {
      yield* decodeChunk(ffmpeg, waiting, signal);
      waiting = [];
      if (signal?.aborted) return;
      yield { path, problem: file };
      continue;
    }
    const shrink = Math.min(1, maxSide / Math.max(file.width, file.height));
    const scaled = (side: number) => Math.max(1, Math.round(side * shrink));
    const next = { path, file, width: scaled(file.width), height: scaled(file.height) };
    if (!fits(waiting, next)) {
      yield* decodeChunk(ffmpeg, waiting, signal);
      waiting = [];
    }
    waiting.push(next);
  }
  yield* decodeChunk(ffmpeg, waiting, signal);
}

/** Whether the same ffmpeg can decode one more picture. It would scale pictures of another size to that of the first. */
function fits(waiting: readonly Waiting[], { file, width, height }: Waiting): boolean {
  const first = waiting[0]?.file;
  if (!first) return true;
  const count = waiting.length + 1;
  const bytes = waiting.reduce((sum, member) => sum + member.file.bytes.length, file.bytes.length);
  return (
    (['codec', 'width', 'height'] as const).every((key) => file[key] === first[key]) &&
    count <= most.pictures &&
    Math.max(bytes, 3 * width * height * count) <= most.bytes
  );
}

/** Decodes pictures of one format and size: all together if ffmpeg is content, else each half by itself. */
async function* decodeChunk(
  ffmpeg: string,
  chunk: readonly Waiting[],
  signal: AbortSignal | undefined,
): AsyncGenerator<DecodedPicture, void, undefined> {
  if (chunk.length === 0 || signal?.aborted) return;
  const frames = await decodeTogether(ffmpeg, chunk, signal);
  if (typeof frames !== 'string') {
    for (const [i, { path }] of chunk.entries()) {
      if (signal?.aborted) return;
      yield { path, frame: frames[i]! };
    }
  } else if (chunk.length === 1) {
    if (!signal?.aborted) yield { path: chunk[0]!.path, problem: frames };
  } else {
    const half = chunk.length >> 1;
    yield* decodeChunk(ffmpeg, chunk.slice(0, half), signal);
    yield* decodeChunk(ffmpeg, chunk.slice(half), signal);
  }
}

/**
 * Decodes pictures by one ffmpeg.
 *
 * @returns as many frames as pictures, or what is wrong with one of them: ffmpeg does not say with which.
 */
async function decodeTogether(
  ffmpeg: string,
  chunk: readonly Waiting[],
  signal: AbortSignal | undefined,
): Promise<Frame[] | string> {
  const { file, width, height } = chunk[0]!;
  // It fails if ffmpeg sees another size than the one by which the chunk was put together.
  const expected = `crop=w='if(eq(iw,${file.width})*eq(ih,${file.height}),iw,0)':h=ih:x=0:y=0:exact=1`;
  const { stdout, ended, stop } = runFfmpeg(
    ffmpeg,
    [
      ...['-v', 'error', '-progress', 'pipe:2', '-f', 'ivf', '-i', 'pipe:0'],
      ...['-vf', `${expected},scale=w=${width}:h=${height}`],
      ...['-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-'],
    ],
    ivf(
      file.codec,
      chunk.map((member) => member.file.bytes),
    ),
  );
  try {
    const frames: Frame[] = [];
    for await (const frame of ppmFrames(stdout)) {
      if (signal?.aborted) return 'was not decoded.';
      frames.push(frame);
    }
    const { code, stderr } = await ended;
    const lines = stderr.split('\n');
    // ffmpeg repeats a frame where the one after it could not be decoded.
    const repeats = lines.some((line) => /^dup_frames=[1-9]/.test(line));
    const messages = lines.filter((line) => line.trim() !== '' && !/^\w+= *\S+ *$/.test(line));
    const complete = frames.length === chunk.length && !repeats;
    if (code === 0 && messages.length === 0 && complete) return frames;
    return `is damaged (${complaint(messages.join('\n'))}).`;
  } finally {
    stop();
  }
}

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/media/', import.meta.url));

/** Path of a real clip or picture in the folder `shared/media` beside the repository, if it is there. */
export function media(name: string): string | undefined {
  return existsSync(`${folder}${name}`) ? `${folder}${name}` : undefined;
}

/** Title of a test that needs a clip, and whether to skip it; as `needsGolden`. */
export function needsMedia(name: string) {
  const skip = media(name) === undefined || ffmpeg() === undefined;
  const title = (text: string) => (skip ? `${text} [skipped: no ${name} or no ffmpeg here]` : text);
  return { skip, title };
}

interface DecodeOptions {
  /** Default: all. */
  readonly maxFrames?: number;
  /** Every n-th frame only. Default 1. */
  readonly every?: number;
  /** More of ffmpeg's video filters, such as `scale=iw/2:-2`. Default none. */
  readonly filter?: string;
}

/** The frames of a video or picture as ffmpeg decodes them: RGB bytes, row by row. */
export async function* decodeFrames(
  path: string,
  { maxFrames, every = 1, filter }: DecodeOptions = {},
): AsyncGenerator<{ width: number; height: number; data: Uint8Array }> {
  const command = ffmpeg();
  if (!command) throw new Error('decodeFrames: no ffmpeg here');
  const filters = [`select=not(mod(n\\,${every}))`, ...(filter ? [filter] : [])].join(',');
  const count = maxFrames === undefined ? [] : ['-vframes', String(maxFrames)];
  // A PPM says its size, so nothing has to be probed. `-vsync 0`: no frame is doubled or dropped.
  const output = ['-vsync', '0', '-f', 'image2pipe', '-vcodec', 'ppm', 'pipe:1'];
  const process = spawn(
    command,
    ['-v', 'error', '-nostdin', '-i', path, '-vf', filters, ...count, ...output],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const exit = new Promise((resolve) => process.on('close', resolve));
  let buffer: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of process.stdout) {
      buffer = Buffer.concat([buffer, chunk as Buffer]);
      for (let header = readHeader(buffer); header; header = readHeader(buffer)) {
        const { width, height, start } = header;
        const end = start + width * height * 3;
        if (buffer.length < end) break;
        yield { width, height, data: new Uint8Array(buffer.subarray(start, end)) };
        buffer = buffer.subarray(end);
      }
    }
    if ((await exit) !== 0) throw new Error(`decodeFrames: ffmpeg cannot read '${path}'`);
  } finally {
    process.kill();
  }
}

/** `P6 <width> <height> 255` and one white space, then the pixels. */
function readHeader(buffer: Buffer) {
  const match = /^P6\s(\d+)\s(\d+)\s255\s/.exec(buffer.toString('latin1', 0, 64));
  if (!match) return undefined;
  return { width: Number(match[1]), height: Number(match[2]), start: match[0].length };
}

let found: string | null | undefined;

/** The system's ffmpeg, else the one inside npm. */
function ffmpeg(): string | undefined {
  found ??= spawnSync('ffmpeg', ['-version']).status === 0 ? 'ffmpeg' : (installed() ?? null);
  return found ?? undefined;
}

function installed(): string | undefined {
  try {
    const { path } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    return spawnSync(path, ['-version']).status === 0 ? path : undefined;
  } catch {
    return undefined;
  }
}

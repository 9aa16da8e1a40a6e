import { spawnSync } from 'node:child_process';
import type { Frame } from './frame.ts';

// Shared by the tests of this package; not published.

const system = spawnSync('ffmpeg', ['-version']).status === 0 ? ['ffmpeg'] : [];
const packaged = await import('@ffmpeg-installer/ffmpeg').then(
  ({ default: { path } }) => [path],
  () => [],
);

/** The ffmpeg that makes the videos: the newest there is; empty if there is none, and tests skip. */
export const encoder = system[0] ?? packaged[0] ?? '';
/** The one of npm, if it is installed. */
export const npmFfmpeg = packaged[0];
/** Every ffmpeg of this machine with a title for its tests: `describe.skipIf(!encoder).each(programs)`. */
export const programs: readonly (readonly [title: string, path: string])[] =
  encoder === ''
    ? [['[skipped: no ffmpeg here]', '']]
    : [...system, ...packaged].map((path) => [path.slice(-40), path] as const);

/** A gray that grows by 8 with each of 25 frames a second. */
export const ramp = (seconds: number, rate = 25) =>
  `-f lavfi -i color=black:s=64x48:r=${rate}:d=${seconds},format=gray,geq=lum='8*floor(T*25+0.5)'`;
/** One second of audio: silence, then a tone of 1 kHz from 0.4 s on. */
export const tone = '-f lavfi -i aevalsrc=exprs=0.5*sin(2*PI*1000*t)*gte(t\\,0.4):s=48000:d=1';
/** A codec that keeps every gray. */
export const exact = '-c:v ffv1 -pix_fmt gray';

/** Collects everything an iterable gives. */
export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** The gray in the middle of a frame. */
export const gray = ({ data }: Frame): number => data[data.length >> 1]!;

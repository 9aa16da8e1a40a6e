import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { videosSource } from '@ssvaerr/datasets/node';
import { type Log, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { probe, VideoError } from '@ssvaerr/video';

/** Seconds between the rows of a template. */
const step = 1;

/**
 * Writes a label file to fill in for each video: a row per second, without ratings. Files that exist stay as they are.
 *
 * @returns the files that were written.
 * @throws UserError if there is no video.
 */
export async function writeLabelTemplates(
  input: string,
  folder: string,
  ffmpeg: string,
  log: Log,
): Promise<string[]> {
  const source = await videosSource(input, { except: folder, seed: 1 });
  const written: string[] = [];
  let videos = 0;
  for await (const { id, video } of source.items()) {
    const seconds = await lengthOf(ffmpeg, video!);
    if (seconds === null) continue;
    videos++;
    const file = join(folder, `${id.replace(/[.][^./]+$/, '')}.csv`);
    if (existsSync(file)) {
      log.warn(`${file}: already exists, and stays as it is.`);
      continue;
    }
    const rows = Array.from(
      { length: Math.floor(seconds / step) + 1 },
      (_, i) => `${i * step},,\n`,
    );
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, `time,arousal,valence\n${rows.join('')}`);
    written.push(file);
  }
  if (videos === 0) throw new UserError(`${input}: contains no usable video.`);
  return written;
}

/** Seconds of a video, 0 if its file does not state them; null if it is none. */
async function lengthOf(ffmpeg: string, video: string): Promise<number | null> {
  try {
    return (await probe(ffmpeg, video)).seconds ?? 0;
  } catch (error) {
    if (error instanceof VideoError) return null;
    throw error;
  }
}

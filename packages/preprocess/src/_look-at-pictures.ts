import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { PicturesItem } from '@ssvaerr/datasets';
import { UserError } from '@ssvaerr/host';
import { decodePictures } from '@ssvaerr/video';
import type { LookedAt } from './look-at-files.ts';

/**
 * Hashes the pictures of a recording, and decodes the first one; null if the recording is known.
 *
 * @param fps The rate that is asked for; null: that of the pictures, which cannot be changed.
 */
export async function lookAtPictures(
  ffmpeg: string,
  file: PicturesItem,
  fps: number | null,
  isKnown: (file: PicturesItem, sha256: string) => Promise<boolean>,
): Promise<LookedAt<PicturesItem> | null> {
  const unusable = (reason: string, sha256: string | null = null) => ({
    ...{ file, sha256, info: null, reason, isVideo: true },
  });
  const rate = file.pictures.fps;
  if (fps !== null && fps !== rate) {
    return unusable(`consists of pictures at ${rate} fps, which cannot be read at ${fps} fps.`);
  }
  try {
    const pictures = await file.pictures.list();
    const [first] = pictures;
    if (first === undefined) return unusable('has no pictures.');
    const hash = createHash('sha256');
    for (const { frame, path } of pictures) hash.update(`${frame} `).update(await readFile(path));
    const sha256 = hash.digest('hex');
    if (await isKnown(file, sha256)) return null;
    for await (const { frame, problem } of decodePictures(ffmpeg, [first.path])) {
      if (problem !== undefined) return unusable(`begins with a picture that ${problem}`, sha256);
      const seconds = (pictures.at(-1)!.frame + 1) / rate;
      const codec = extname(first.path).slice(1).toLowerCase();
      const { width, height } = frame!;
      const info = { seconds, fps: rate, width, height, codec, audio: undefined, start: 0 };
      return { file, sha256, info, reason: null, isVideo: true };
    }
    return unusable('has no pictures.', sha256);
  } catch (error) {
    if (error instanceof UserError) return unusable(`cannot be read (${error.message}).`);
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return unusable(`has a picture that cannot be read (${(error as Error).message}).`);
  }
}

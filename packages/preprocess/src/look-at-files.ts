import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { InputFile } from '@ssvaerr/datasets/node';
import type { Progress } from '@ssvaerr/host';
import { NoVideo, probe, VideoError, type VideoInfo } from '@ssvaerr/video';

/** A file, looked at. */
export interface LookedAt extends InputFile {
  /** null: it cannot be read. */
  readonly sha256: string | null;
  /** null: it is no video that can be used. */
  readonly info: VideoInfo | null;
  /** Why it cannot be used. */
  readonly reason: string | null;
  /** Whether anybody would take it for a video: by its name, or because it is one. */
  readonly isVideo: boolean;
}

const extensions = new Set(
  '.3gp .avi .flv .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .ogv .ts .vob .webm .wmv'.split(' '),
);

/**
 * Looks at files, some at a time, with their content's hash first.
 *
 * @param isKnown whether a file with this content need not be looked at.
 * @returns one for each file that is not known, in order.
 */
export async function lookAtFiles(
  ffmpeg: string,
  files: readonly InputFile[],
  isKnown: (file: InputFile, sha256: string | null) => boolean,
  { atOnce, progress, signal }: { atOnce: number; progress: Progress; signal: AbortSignal },
): Promise<LookedAt[]> {
  const looked: (LookedAt | undefined)[] = [];
  const queue = files.entries();
  const work = async () => {
    for (const [i, file] of queue) {
      if (signal.aborted) return;
      const sha256 = await contentHash(file.path);
      looked[i] = isKnown(file, sha256) ? undefined : await look(ffmpeg, file, sha256);
      progress.advance(1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return looked.filter((file) => file !== undefined);
}

async function look(ffmpeg: string, file: InputFile, sha256: string | null): Promise<LookedAt> {
  try {
    const info = await probe(ffmpeg, file.path);
    return { ...file, sha256, info, reason: null, isVideo: true };
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    const isVideo = !(error instanceof NoVideo) || extensions.has(extname(file.name).toLowerCase());
    return { ...file, sha256, info: null, reason: error.what, isVideo };
  }
}

async function contentHash(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return null; // whoever opens it says why
  }
  return hash.digest('hex');
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { VideoItem } from '@ssvaerr/datasets';
import { Interrupted, type Progress } from '@ssvaerr/host';
import { NoVideo, probe, VideoError, type VideoInfo } from '@ssvaerr/video';
import { assertCount } from './_assert-count.ts';

/** A file that may be a video: the part of a {@link VideoItem} that looking at it needs. */
export type VideoFile = Pick<VideoItem, 'id' | 'video'>;

/** Describes a file that was looked at. */
export interface LookedAt<File = VideoFile> {
  /** The file that was looked at. */
  readonly file: File;
  /** SHA-256 of its content; null if it cannot be read. */
  readonly sha256: string | null;
  /** The video; null if it cannot be used. */
  readonly info: VideoInfo | null;
  /** The reason why it cannot be used; null if it can. */
  readonly reason: string | null;
  /** Whether it is a video or has the name of one. */
  readonly isVideo: boolean;
}

/** Options of {@link lookAtFiles}. */
export interface LookOptions<File extends VideoFile> {
  /** Says whether a file with this content need not be looked at. Default: none is known. */
  readonly isKnown?: (file: File, sha256: string | null) => boolean | Promise<boolean>;
  /** Files looked at in parallel, at least 1. */
  readonly atOnce: number;
  /** Advances by 1 per file. */
  readonly progress: Progress;
  /** Stops the work. */
  readonly signal: AbortSignal;
}

const extensions = new Set(
  '.3gp .avi .flv .m2ts .m4v .mkv .mov .mp4 .mpeg .mpg .mts .ogv .ts .vob .webm .wmv'.split(' '),
);

/**
 * Hashes and probes files, several at a time.
 *
 * @param ffmpeg The ffmpeg program, as `findFfmpeg` of `@ssvaerr/video` finds it.
 * @returns one result for each file that is not known, in order.
 * @throws RangeError if `atOnce` is not an integer >= 1; Interrupted if `signal` says so.
 * @example
 * ```ts no-run
 * import { silentLog } from '@ssvaerr/host';
 * import { lookAtFiles } from '@ssvaerr/preprocess';
 * import { findFfmpeg } from '@ssvaerr/video';
 *
 * const files = ['talk.mp4', 'notes.txt'].map((name) => ({ id: name, video: `videos/${name}` }));
 * const progress = silentLog.progress({ task: 'look', total: files.length, unit: 'files' });
 * const looking = { atOnce: 2, progress, signal: new AbortController().signal };
 * for (const { file, info, reason } of await lookAtFiles(await findFfmpeg(), files, looking)) {
 *   console.log(file.id, info?.seconds ?? reason);
 * }
 * ```
 */
export async function lookAtFiles<File extends VideoFile>(
  ffmpeg: string,
  files: readonly File[],
  { isKnown = () => false, atOnce, progress, signal }: LookOptions<File>,
): Promise<LookedAt<File>[]> {
  const look = (file: File) => lookAtFile(ffmpeg, file, isKnown);
  return lookAtAll(files, look, { atOnce, progress, signal });
}

/**
 * Looks at several files or recordings at a time.
 *
 * @param look Looks at one; null if it is known already.
 * @returns the results that are not null, in order.
 */
export async function lookAtAll<Item, Found>(
  items: readonly Item[],
  look: (item: Item) => Promise<Found | null>,
  { atOnce, progress, signal }: Pick<LookOptions<never>, 'atOnce' | 'progress' | 'signal'>,
): Promise<Found[]> {
  assertCount('lookAtFiles', 'atOnce', atOnce);
  const looked: (Found | null)[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [i, item] of queue) {
      if (signal.aborted) return;
      looked[i] = await look(item);
      progress.advance(1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (signal.aborted) throw new Interrupted('nothing was written.');
  return looked.filter((result) => result !== null);
}

/** Hashes and probes a file; null if it is known. */
export async function lookAtFile<File extends VideoFile>(
  ffmpeg: string,
  file: File,
  isKnown: NonNullable<LookOptions<File>['isKnown']>,
): Promise<LookedAt<File> | null> {
  const sha256 = await contentHash(file.video);
  return (await isKnown(file, sha256)) ? null : look(ffmpeg, file, sha256);
}

async function look<File extends VideoFile>(
  ffmpeg: string,
  file: File,
  sha256: string | null,
): Promise<LookedAt<File>> {
  try {
    const info = await probe(ffmpeg, file.video);
    return { file, sha256, info, reason: null, isVideo: true };
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    const isNamedOne = extensions.has(extname(file.video).toLowerCase());
    const isVideo = !(error instanceof NoVideo) || isNamedOne;
    return { file, sha256, info: null, reason: error.what, isVideo };
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

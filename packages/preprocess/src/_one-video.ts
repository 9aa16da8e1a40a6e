import type { StoreWriter } from '@ssvaerr/data/node';
import { Interrupted, type Progress } from '@ssvaerr/host';
import { clipLabels } from './_clip-labels.ts';
import { labelsOf } from './_labels-of.ts';
import { clipId } from './clip-names.ts';
import type { Extracted, ExtractedClip } from './extract-clips.ts';
import type { Extractor } from './extractor.ts';
import type { PlannedVideo } from './plan.ts';
import type { GivenOptions } from './preprocess-options.ts';
import type { ClipEntry, VideoEntry } from './video-entry.ts';

/**
 * Extracts and stores the clips of a video.
 *
 * @throws the errors of the writer, such as a full disk; Interrupted. A failure of the extraction is recorded in the
 *   entry.
 */
export async function oneVideo(
  planned: PlannedVideo,
  extractor: Extractor,
  writer: StoreWriter,
  {
    extract,
    labels: { tolerance, ...resample },
    signal,
  }: Pick<GivenOptions, 'extract' | 'labels' | 'signal'>,
  progress: Progress,
): Promise<VideoEntry> {
  const { id: item, video, pictures, subject, split, sha256, info, clipName: name } = planned;
  // Once more: what the plan has read may have changed, and is not kept in memory.
  const { labels, summary, reason } = await labelsOf(planned, info, tolerance);
  const clips: ClipEntry[] = [];
  let frames = 0;
  let unstored: unknown; // what the writer threw
  const seconds = () => Math.floor(frames / (extract.fps ?? info.fps));
  const assertNotInterrupted = () => {
    if (signal.aborted) throw new Interrupted('');
  };
  const sink = {
    frames(count: number) {
      assertNotInterrupted();
      const before = seconds();
      frames += count;
      progress.advance(seconds() - before, item);
    },
    async clip({ track, start, count, fps, frames, quality, audio }: ExtractedClip) {
      assertNotInterrupted();
      const id = clipId(name, clips.length);
      const silence = audio && { silence: audio.silence };
      const onFrames = labels && clipLabels(labels, { fps, frames: count, start, ...resample });
      const stored = { id, subject, split, fps, frames, quality, ...silence, ...onFrames?.stored };
      try {
        await writer.addClip(audio ? { ...stored, audio: audio.features } : stored);
      } catch (error) {
        unstored = error;
        throw error;
      }
      const labeled = onFrames && { labeled: onFrames.labeled };
      clips.push({ id, track, start, frames: count, quality, ...labeled, ...silence });
    },
  };
  const entry = { item, sha256, name, info, labels: summary, clips };
  const unread = { fps: null, frames: 0, withFace: 0, quality: [], damage: null };
  if (reason !== null) return { ...entry, ...unread, skipped: reason };
  try {
    const everyFrame = labels?.byFrame ?? false;
    const options = { ...extract, face: planned.face ?? extract.face };
    const path = pictures
      ? { pictures: await pictures.list(), cropped: pictures.cropped ?? false }
      : video!;
    const landmarks = await planned.landmarks?.();
    const extracted = await extractor.run(
      { path, info, everyFrame, part: planned.part, landmarks, options },
      sink,
    );
    progress.advance(Math.max(0, Math.ceil(info.seconds ?? 0) - seconds()));
    const skipped = clips.length > 0 ? null : reasonOf(extracted, extract.minSeconds);
    return { ...entry, ...extracted, skipped };
  } catch (error) {
    if (error instanceof Interrupted || error === unstored) throw error;
    const message = String((error as Error).message)
      .split('\n')[0]!
      .replace(/[.]$/, '');
    const what = `cannot be processed (${message}).`;
    const [damage, skipped] = clips.length > 0 ? [what, null] : [null, what];
    return { ...entry, ...unread, frames, damage, skipped };
  }
}

function reasonOf({ frames, fps, withFace, damage }: Extracted, minSeconds: number): string {
  if (frames === 0) return damage ?? 'has no frames.';
  const seen =
    withFace === 0
      ? 'shows no face'
      : `shows no face for ${minSeconds} s on end (it shows one in ${withFace} of ${frames} frames at ${fps} fps)`;
  return damage ? `${seen}; it ${damage}` : `${seen}.`;
}

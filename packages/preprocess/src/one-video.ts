import { StoreError, type StoreWriter } from '@ssvaerr/data/node';
import { parseShares, splitOf, subjectOf } from '@ssvaerr/datasets/node';
import type { Progress } from '@ssvaerr/host';
import { Interrupted } from '@ssvaerr/host';
import { clipId } from './clip-names.ts';
import type { ExtractedClip, ExtractOptions } from './extract-clips.ts';
import type { Extractor } from './extractors.ts';
import type { VideoEntry } from './ledger.ts';
import type { PreprocessOptions, PreprocessPlan } from './plan.ts';

/** Extracts and stores the clips of a video. */
export async function oneVideo(
  { path, name: file, sha256, info, clipName: name }: PreprocessPlan['todo'][number],
  extractor: Extractor,
  writer: StoreWriter,
  { input }: PreprocessPlan,
  { extract, subject: kind, split: shares, seed, signal }: PreprocessOptions,
  progress: Progress,
): Promise<VideoEntry> {
  const subject = subjectOf(file, kind, input);
  const split = splitOf(subject, parseShares(shares), seed);
  const clips: VideoEntry['clips'][number][] = [];
  let waiting: ExtractedClip | undefined; // the first, whose name depends on whether there is another
  const store = async (clip: ExtractedClip, index: number, count: number) => {
    const id = clipId(name, index, count);
    const { track, start, count: frames, quality, fps, heard } = clip;
    await writer.addClip({ id, subject, split, fps, frames: clip.frames, quality, ...heard });
    const sound = heard && { silence: heard.silence };
    clips.push({ id, track, start, frames, quality, ...sound });
  };
  const assertGoesOn = () => {
    if (signal.aborted) throw new Interrupted('');
  };
  let frames = 0;
  const seconds = () => Math.floor(frames / (extract.fps ?? info!.fps));
  const entry = { file, sha256, name, info };
  try {
    const extracted = await extractor.run(
      { path, info: info!, options: extract },
      {
        frames(count) {
          assertGoesOn();
          const before = seconds();
          frames += count;
          progress.advance(seconds() - before, file);
        },
        async clip(clip) {
          assertGoesOn();
          if (clips.length > 0) return store(clip, clips.length, 2);
          if (waiting) {
            await store(waiting, 0, 2);
            return store(clip, 1, 2);
          }
          waiting = clip;
        },
      },
    );
    if (waiting && clips.length === 0) await store(waiting, 0, 1);
    progress.advance(Math.max(0, Math.ceil(info!.seconds ?? 0) - seconds()));
    const { fps, withFace, quality, damage } = extracted;
    const seen = { fps, frames: extracted.frames, withFace, quality, damage, clips };
    return { ...entry, ...seen, skipped: clips.length > 0 ? null : reasonOf(extracted, extract) };
  } catch (error) {
    if (error instanceof Interrupted || error instanceof StoreError) throw error;
    const what = `failed: ${String((error as Error).message).split('\n')[0]}`;
    const seen = { fps: null, frames, withFace: 0, quality: [], clips };
    const none = clips.length === 0;
    return { ...entry, ...seen, damage: none ? null : what, skipped: none ? what : null };
  }
}

function reasonOf(
  {
    frames,
    fps,
    withFace,
    damage,
  }: { frames: number; fps: number; withFace: number; damage: string | null },
  { minSeconds }: ExtractOptions,
): string {
  if (frames === 0) return damage ?? 'has no frames.';
  const seen =
    withFace === 0
      ? 'shows no face'
      : `shows no face for ${minSeconds} s (in ${withFace} of ${frames} frames at ${fps} fps)`;
  return damage ? `${seen}; it ${damage}` : `${seen}.`;
}

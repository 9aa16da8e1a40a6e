import type { StoreWriter } from '@ssvaerr/data/node';
import type { Job, Log } from '@ssvaerr/host';
import { contentId, inProcessQueue } from '@ssvaerr/host/node';
import type { Ledger } from './_ledger.ts';
import { oneVideo } from './_one-video.ts';
import type { PlannedVideo } from './plan.ts';
import type { GivenOptions } from './preprocess-options.ts';
import { isSilent } from './silence.ts';
import type { VideoEntry } from './video-entry.ts';

/** Processes videos on all extractors. The first error stops them all. */
export async function processAll(
  todo: readonly PlannedVideo[],
  writer: StoreWriter,
  ledger: Ledger,
  options: GivenOptions,
): Promise<void> {
  const { log, workers } = options;
  const total = todo.reduce((sum, { info }) => sum + Math.ceil(info.seconds ?? 0), 0);
  const progress = log.progress({ task: 'preprocess', unit: 'seconds of video', total });
  const extractors = options.extractors(Math.min(workers, Math.max(1, todo.length)));
  const queue = inProcessQueue(
    extractors.map((extractor) => ({
      run: ({ payload }: Job<PlannedVideo>) =>
        oneVideo(payload, extractor, writer, options, progress),
      close: () => extractor.close(),
    })),
  );
  const jobs = todo.map((video) => ({
    id: contentId([video.id, video.sha256, options.extract, options.audio]),
    payload: video,
  }));
  try {
    for await (const settled of queue.run(jobs)) {
      try {
        if ('error' in settled) throw settled.error;
        await ledger.add(settled.result);
      } catch (error) {
        await queue.close(); // stops the other videos, which would be read to their ends
        throw error;
      }
      warn(settled.result, log);
    }
  } finally {
    progress.end();
    await queue.close();
  }
}

/** Warns of what is wrong with a video, in one line about its audio, however many of its clips are silent. */
function warn({ item, clips, skipped, damage }: VideoEntry, log: Log): void {
  if (skipped) log.warn(`skipped ${item}: ${skipped}`);
  else if (damage) log.warn(`${item}: ${damage}`);
  const silent = clips.filter(({ silence }) => isSilent(silence)).length;
  if (silent === 0) return;
  const which =
    silent === clips.length ? 'its audio' : `the audio of ${silent} of its ${clips.length} clips`;
  log.warn(`${item}: ${which} is silent.`);
}

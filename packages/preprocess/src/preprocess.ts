import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createStore, openStore, type StoreWriter } from '@ssvaerr/data/node';
import type { LeftOut, Source } from '@ssvaerr/datasets';
import { Interrupted, type Job, type Log, UserError } from '@ssvaerr/host';
import { contentId, inProcessQueue, writeFileAtomic } from '@ssvaerr/host/node';
import { Ledger } from './_ledger.ts';
import { oneVideo } from './_one-video.ts';
import { renderPreprocessReport } from './_preprocess-report.ts';
import { rewriteManifest } from './_rewrite-manifest.ts';
import { ledgerOptions, type PlannedVideo, type PreprocessPlan, planPreprocess } from './plan.ts';
import { type PreprocessOptions, withDefaults } from './preprocess-options.ts';
import type { PreprocessSummary } from './preprocess-summary.ts';
import { isSilent } from './silence.ts';
import type { VideoEntry } from './video-entry.ts';

/**
 * Writes a store of the faces in the videos of a source, or continues one, with a report as an HTML page. The same
 * videos and options give the same bytes, however many workers there are and whether or not it was interrupted.
 *
 * @param source Lists the recordings.
 * @param out Folder of the store.
 * @throws UserError if the store cannot be written or continued, or there is no clip; RangeError if an option is out of
 *   range; Interrupted if `signal` says so.
 * @example
 * const source = await videosSource('videos', { seed: 1 });
 * const { store, skipped } = await preprocess(source, 'store', options);
 */
export async function preprocess(
  source: Source,
  out: string,
  options: PreprocessOptions,
): Promise<PreprocessSummary> {
  const given = withDefaults(options);
  const plan = await planPreprocess(source, out, given);
  const { done, todo, others } = plan;
  if (todo.length + done.length === 0) {
    throw new UserError(`${source.name}: contains no usable video${why(plan.skipped)}.`);
  }
  const isResumed = existsSync(join(out, 'dataset.json'));
  if (isResumed && existsSync(join(out, 'manifest.jsonl'))) {
    const kept = new Set(done.flatMap(({ clips }) => clips.map(({ id }) => id)));
    await rewriteManifest(out, (clips) => clips.filter(({ id }) => kept.has(id)));
  }
  const { extract, audio } = given;
  const writer = await createStore(
    out,
    {
      height: extract.size,
      width: extract.size,
      fps:
        extract.fps ??
        (isResumed ? (await openStore(out)).info.fps : commonest(todo.map(({ info }) => info.fps))),
      audio: audio?.info ?? null,
      source: `faces in the videos of ${source.name}`,
      licence: source.licence,
      synthetic: false,
      margin: extract.margin,
    },
    { resume: existsSync(out) },
  );
  const ledger = await Ledger.read(out, ledgerOptions(source, given));
  const finished = new Set(done.map(({ item }) => item));
  for (const { item } of ledger.entries) if (!finished.has(item)) ledger.delete(item);
  await ledger.write();

  try {
    await processAll(todo, writer, ledger, given);
  } catch (error) {
    if (error instanceof Interrupted) throw new Interrupted(`${out}: continue with --resume.`);
    throw error;
  }
  await writer.close();
  await rewriteManifest(out, (clips) => [...clips].sort((a, b) => (a.id < b.id ? -1 : 1)));
  await ledger.write();

  const { entries } = ledger;
  const skipped = [...plan.skipped, ...problems(entries, ({ skipped }) => skipped)];
  const damaged = problems(entries, ({ damage, skipped }) => (skipped ? null : damage));
  if (entries.every(({ clips }) => clips.length === 0)) {
    throw new UserError(`${source.name}: no clip could be made${why(skipped)}.`);
  }
  const store = await openStore(out);
  const report = join(out, 'preprocess-report.html');
  const summary = { store, entries, skipped, damaged, others, report };
  await writeFileAtomic(report, await renderPreprocessReport(summary));
  return summary;
}

/** Processes videos on all extractors. The first error stops them all. */
async function processAll(
  todo: readonly PlannedVideo[],
  writer: StoreWriter,
  ledger: Ledger,
  options: Required<PreprocessOptions>,
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
  const jobs = todo.map((video) => ({ id: contentId([video.id, video.sha256]), payload: video }));
  try {
    for await (const settled of queue.run(jobs)) {
      if ('error' in settled) {
        await queue.close(); // stops the other videos, which would be read to their ends
        throw settled.error;
      }
      await ledger.add(settled.result);
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

const problems = (
  entries: readonly VideoEntry[],
  reasonOf: (entry: VideoEntry) => string | null,
): LeftOut[] =>
  entries.flatMap((entry) => {
    const reason = reasonOf(entry);
    return reason === null ? [] : [{ name: entry.item, reason }];
  });

const why = ([first, ...rest]: PreprocessPlan['skipped']) => {
  if (!first) return '';
  const more = rest.length > 0 ? `, and ${rest.length} more` : '';
  return ` (${first.name} ${first.reason.replace(/[.]$/, '')}${more})`;
};

/** Finds the most frequent value; of several, the first. */
function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

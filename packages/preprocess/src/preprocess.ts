import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createStore, openStore, type Store } from '@ssvaerr/data/node';
import type { Job, Log } from '@ssvaerr/host';
import { Interrupted, UserError } from '@ssvaerr/host';
import { contentId, inProcessQueue, writeFileAtomic } from '@ssvaerr/host/node';
import type { VideoEntry } from './ledger.ts';
import { oneVideo } from './one-video.ts';
import type { PreprocessOptions, PreprocessPlan } from './plan.ts';
import { renderPreprocessReport } from './preprocess-report.ts';
import { isSilent } from './silence.ts';
import { rewriteManifest } from './store-index.ts';

/** What was done. */
export interface PreprocessSummary {
  readonly store: Store;
  readonly entries: readonly VideoEntry[];
  readonly skipped: PreprocessPlan['skipped'];
  readonly damaged: PreprocessPlan['skipped'];
  readonly others: readonly string[];
  readonly report: string;
}

/**
 * Writes a store of the faces in videos, or goes on with one, and `preprocess-report.html` in it. The same
 * input and options give the same store, interrupted or not.
 *
 * @throws StoreError or UserError if it cannot be written, or there is no clip; Interrupted if `signal` says so.
 */
export async function preprocess(
  plan: PreprocessPlan,
  out: string,
  options: PreprocessOptions,
): Promise<PreprocessSummary> {
  const { extract, audioInfo, licence, log } = options;
  const { ledger, done, todo, skipped, others } = plan;
  if (todo.length + done.length === 0) {
    throw new UserError(`${plan.input}: holds no video that can be used${why(skipped)}.`);
  }
  const resumed = options.resume && existsSync(join(out, 'dataset.json'));
  const kept = new Set(done.flatMap(({ clips }) => clips.map(({ id }) => id)));
  if (resumed && existsSync(join(out, 'manifest.jsonl'))) {
    await rewriteManifest(out, (clips) => clips.filter(({ id }) => kept.has(id)));
  }
  const size = { height: extract.size, width: extract.size };
  const writer = await createStore(
    out,
    {
      ...size,
      fps:
        extract.fps ?? (resumed ? await fpsOf(out) : commonest(todo.map(({ info }) => info!.fps))),
      audio: audioInfo,
      source: `faces in the videos of ${basename(plan.input)}`,
      licence,
      synthetic: false,
      margin: extract.margin,
    },
    { resume: options.resume && existsSync(out) },
  );
  for (const { file } of ledger.entries)
    if (!done.some((entry) => entry.file === file)) ledger.delete(file);
  await ledger.write();

  const seconds = todo.map(({ info }) => Math.ceil(info!.seconds ?? 0));
  const total = seconds.reduce((sum, value) => sum + value, 0);
  const progress = log.progress({ task: 'preprocess', unit: 'seconds of video', total });
  const extractors = options.extractors(Math.min(options.workers, Math.max(1, todo.length)));
  const queue = inProcessQueue(
    extractors.map((extractor) => ({
      run: ({ payload: video }: Job<(typeof todo)[number]>) =>
        oneVideo(video, extractor, writer, plan, options, progress),
      close: () => extractor.close(),
    })),
  );
  try {
    const jobs = todo.map((video) => ({
      id: contentId([video.name, video.sha256]),
      payload: video,
    }));
    for await (const settled of queue.run(jobs)) {
      if ('error' in settled) {
        await queue.close(); // or the other videos would be read to their ends
        throw settled.error;
      }
      const entry = settled.result;
      await ledger.add(entry);
      if (entry.skipped) log.warn(`skipped ${entry.file}: ${entry.skipped}`);
      else if (entry.damage) log.warn(`${entry.file}: ${entry.damage}`);
      warnOfSilence(entry, log);
    }
    await writer.close();
  } catch (error) {
    if (error instanceof Interrupted) throw new Interrupted(`${out}: go on with --resume.`);
    throw error;
  } finally {
    progress.end();
    await queue.close();
  }
  await rewriteManifest(out, (clips) => [...clips].sort((a, b) => (a.id < b.id ? -1 : 1)));
  await ledger.write();
  const { entries } = ledger;
  const noClip = entries.flatMap(({ file, skipped }) =>
    skipped ? [{ name: file, reason: skipped }] : [],
  );
  const damaged = entries.flatMap(({ file, damage, skipped }) =>
    damage && !skipped ? [{ name: file, reason: damage }] : [],
  );
  const all = [...skipped, ...noClip];
  if (entries.every(({ clips }) => clips.length === 0)) {
    throw new UserError(`${plan.input}: no clip could be made${why(all)}.`);
  }
  const store = await openStore(out);
  const report = join(out, 'preprocess-report.html');
  const summary = { store, entries, skipped: all, damaged, others, report };
  await writeFileAtomic(report, await renderPreprocessReport(summary));
  return summary;
}

/** One line a video, however many of its clips are silent. */
function warnOfSilence({ file, clips }: VideoEntry, log: Log): void {
  const silent = clips.filter(({ silence }) => isSilent(silence)).length;
  if (silent === 0) return;
  const what =
    silent === clips.length ? 'its sound' : `that of ${silent} of its ${clips.length} clips`;
  log.warn(`${file}: ${what} is silent.`);
}

const why = (skipped: PreprocessPlan['skipped']) =>
  skipped.length === 0
    ? ''
    : ` (${skipped[0]!.name} ${skipped[0]!.reason.replace(/[.]$/, '')}${skipped.length > 1 ? `, and ${skipped.length - 1} more` : ''})`;

const fpsOf = async (out: string): Promise<number> =>
  (JSON.parse(await readFile(join(out, 'dataset.json'), 'utf8')) as { fps: number }).fps;

/** The first of those that are there most often. */
function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

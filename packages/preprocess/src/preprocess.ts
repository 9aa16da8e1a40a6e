import { join } from 'node:path';
import { openStore } from '@ssvaerr/data/node';
import type { LeftOut, Source } from '@ssvaerr/datasets';
import { Interrupted, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { Ledger } from './_ledger.ts';
import { openWriter } from './_open-writer.ts';
import { renderPreprocessReport } from './_preprocess-report.ts';
import { processAll } from './_process-all.ts';
import { rewriteManifest } from './_rewrite-manifest.ts';
import { ledgerOptions, planPreprocess } from './plan.ts';
import { type PreprocessOptions, withDefaults } from './preprocess-options.ts';
import type { PreprocessSummary } from './preprocess-summary.ts';
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
 * ```ts no-run
 * import { videosSource } from '@ssvaerr/datasets/node';
 * import { extractorsInThreads, preprocess } from '@ssvaerr/preprocess';
 * import { findFfmpeg } from '@ssvaerr/video';
 *
 * const crop = { size: 96, margin: 1.3, face: 'largest' } as const;
 * const extract = { ffmpeg: await findFfmpeg(), fps: 25, ...crop, minSeconds: 0.5, maxSeconds: 10 };
 * const file = new URL('./worker.js', import.meta.url); // calls `serveExtractor`
 * const extractors = (count: number) => extractorsInThreads(count, { file });
 * const source = await videosSource('videos', { split: '80/10/10', seed: 1 });
 * const { store, skipped } = await preprocess(source, 'store', { extract, extractors, workers: 2 });
 * console.log(`${store.clips.length} clips, ${skipped.length} videos skipped`);
 * ```
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
  const writer = await openWriter(source, out, plan, given);
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

const problems = (
  entries: readonly VideoEntry[],
  reasonOf: (entry: VideoEntry) => string | null,
): LeftOut[] =>
  entries.flatMap((entry) => {
    const reason = reasonOf(entry);
    return reason === null ? [] : [{ name: entry.item, reason }];
  });

const why = ([first, ...rest]: readonly LeftOut[]) => {
  if (!first) return '';
  const more = rest.length > 0 ? `, and ${rest.length} more` : '';
  return ` (${first.name} ${first.reason.replace(/[.]$/, '')}${more})`;
};

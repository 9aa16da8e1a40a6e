import { existsSync } from 'node:fs';
import { openStore, StoreError } from '@ssvaerr/data/node';
import type { LeftOut, Source, SourceItem } from '@ssvaerr/datasets';
import { UserError } from '@ssvaerr/host';
import type { VideoInfo } from '@ssvaerr/video';
import { labelsOf } from './_labels-of.ts';
import { Ledger, type LedgerOptions } from './_ledger.ts';
import { lookAtPictures } from './_look-at-pictures.ts';
import { clipName } from './clip-names.ts';
import type { LabelSummary } from './label-summary.ts';
import { type LookedAt, lookAtAll, lookAtFile } from './look-at-files.ts';
import { type PreprocessOptions, withDefaults } from './preprocess-options.ts';
import type { VideoEntry } from './video-entry.ts';

/** Describes what {@link preprocess} would do. */
export interface PreprocessPlan {
  /** Recordings that were finished before and need not be processed again. */
  readonly done: readonly VideoEntry[];
  /** Recordings to process, in the order of the source. */
  readonly todo: readonly PlannedVideo[];
  /** Videos that cannot be used, and files that the source left out. */
  readonly skipped: readonly LeftOut[];
  /** Files that are not videos and do not have the name of one. */
  readonly others: readonly string[];
}

/** A recording to process. */
export type PlannedVideo = SourceItem & {
  /** SHA-256 of the file; null if it cannot be read. */
  readonly sha256: string | null;
  /** The video. */
  readonly info: VideoInfo;
  /** Its labels; null if it has none. */
  readonly labeling: LabelSummary | null;
  /** Beginning of the ids of its clips. */
  readonly clipName: string;
};

/**
 * Looks at every recording of a source and at the store, if there is one, and says what there is to do. Nothing is
 * written.
 *
 * @param source Lists the recordings.
 * @param out Folder of the store.
 * @throws UserError if the store exists and `resume` is false, if it was begun with other options, or is damaged;
 *   RangeError if two items of the source have the same id or an option is out of range; Interrupted if `signal` says so.
 * @example
 * ```ts no-run
 * import { videosSource } from '@ssvaerr/datasets/node';
 * import { extractorsInThreads, planPreprocess } from '@ssvaerr/preprocess';
 * import { findFfmpeg } from '@ssvaerr/video';
 *
 * const crop = { size: 96, margin: 1.3, face: 'largest' } as const;
 * const extract = { ffmpeg: await findFfmpeg(), fps: 25, ...crop, minSeconds: 0.5, maxSeconds: 10 };
 * const file = new URL('./worker.js', import.meta.url); // calls `serveExtractor`; a plan starts no thread
 * const extractors = (count: number) => extractorsInThreads(count, { file });
 * const source = await videosSource('videos', { seed: 1 });
 * const { todo, skipped } = await planPreprocess(source, 'store', { extract, extractors });
 * console.log(todo.map(({ id }) => id), skipped);
 * ```
 */
export async function planPreprocess(
  source: Source,
  out: string,
  options: PreprocessOptions,
): Promise<PreprocessPlan> {
  const { extract, labels, limit, workers, resume, log, signal } = withDefaults(options);
  if (existsSync(out) && !resume) {
    throw new UserError(`${out} already exists. Continue with --resume, or choose another --out.`);
  }
  const { items, left } = await listed(source);
  const ledger = await Ledger.read(out, ledgerOptions(source, options));
  const stored = new Set(ledger.entries.length > 0 ? await idsOf(out) : []);
  const isKnown = async (item: SourceItem, sha256: string | null) => {
    const entry = ledger.of(item.id, sha256);
    if (!entry?.clips.every((clip) => stored.has(clip.id))) return false;
    const { summary } = await labelsOf(item, entry.info, labels.tolerance);
    return summary?.sha256 === entry.labels?.sha256;
  };

  const progress = log.progress({ task: 'look', unit: 'files', total: items.length });
  const { ffmpeg, fps } = extract;
  const look = (item: SourceItem): Promise<LookedAt<SourceItem> | null> =>
    item.pictures ? lookAtPictures(ffmpeg, item, fps, isKnown) : lookAtFile(ffmpeg, item, isKnown);
  const looking = { atOnce: workers, progress, signal };
  const looked = await lookAtAll(items, look, looking).finally(() => progress.end());

  const again = new Set(looked.map(({ file }) => file.id));
  const done = ledger.entries.filter(({ item }) => !again.has(item));
  const known = items.length - looked.length;
  const usable = await labeled(looked, labels.tolerance);
  const todo = named(usable, done);
  return {
    done,
    todo: limit === null ? todo : todo.slice(0, Math.max(0, limit - known)),
    skipped: [
      ...left,
      ...usable.flatMap(({ file, reason, isVideo }) =>
        reason && isVideo ? [{ name: file.id, reason }] : [],
      ),
    ],
    others: usable.filter(({ isVideo }) => !isVideo).map(({ file }) => file.id),
  };
}

async function listed(source: Source) {
  const items = new Map<string, SourceItem>();
  const splitOf = new Map<string, SourceItem>();
  const left: LeftOut[] = [];
  for await (const item of source.items((out) => left.push(out))) {
    if (items.has(item.id)) {
      throw new RangeError(
        `planPreprocess: 'source' must give each item an id of its own, got '${item.id}' twice.`,
      );
    }
    const other = splitOf.get(item.subject);
    if (other && other.split !== item.split) {
      throw new UserError(
        `${source.name}: subject '${item.subject}' is in two splits: ${other.split} (${other.id}) and ${item.split} (${item.id}).`,
      );
    }
    splitOf.set(item.subject, item);
    items.set(item.id, item);
  }
  return { items: [...items.values()], left };
}

const idsOf = async (out: string) => {
  try {
    return (await openStore(out)).clips.map(({ id }) => id);
  } catch (error) {
    if (error instanceof StoreError) return []; // empty so far; otherwise the writer says what is wrong
    throw error;
  }
};

/** The options that must be the same when a store is continued. */
export const ledgerOptions = (
  { settings }: Source,
  { extract, audio, labels = {} }: Pick<PreprocessOptions, 'extract' | 'audio' | 'labels'>,
): LedgerOptions => ({
  ...settings,
  fps: extract.fps,
  size: extract.size,
  margin: extract.margin,
  face: extract.face,
  audio: audio?.name ?? 'none',
  color: extract.color === 'rgb' ? 'rgb' : null,
  'min-seconds': extract.minSeconds,
  'max-seconds': extract.maxSeconds,
  interpolation: labels.interpolation ?? null,
  'max-gap': labels.maxGap ?? null,
});

/** What a look at a file and at its labels showed. */
interface Labeled extends LookedAt<SourceItem> {
  readonly labeling: LabelSummary | null;
}

/** Looks at the labels of the recordings that can be used. */
async function labeled(
  looked: readonly LookedAt<SourceItem>[],
  tolerance: number,
): Promise<Labeled[]> {
  const all: Labeled[] = [];
  for (const one of looked) {
    if (one.info === null) {
      all.push({ ...one, labeling: null });
      continue;
    }
    const { start, end } = one.file.part ?? { start: 0, end: Number.POSITIVE_INFINITY };
    const { seconds } = one.info;
    if (seconds !== undefined && start >= seconds) {
      const reason = `is ${seconds} s long, but the recording would begin at ${start} s.`;
      all.push({ ...one, info: null, reason, labeling: null });
      continue;
    }
    // The recording is as long as its part, where the video does not end before.
    const length = Math.min(end, seconds ?? end) - start;
    const info = length < Number.POSITIVE_INFINITY ? { ...one.info, seconds: length } : one.info;
    const { summary: labeling, reason } = await labelsOf(one.file, info, tolerance);
    all.push(
      reason === null ? { ...one, info, labeling } : { ...one, info: null, reason, labeling },
    );
  }
  return all;
}

/** Gives each video a name of its own, which neither the order of the work nor later videos can change. */
function named(looked: readonly Labeled[], done: readonly VideoEntry[]) {
  const taken = new Set(done.map(({ name }) => name.toLowerCase()));
  return looked.flatMap(({ file, sha256, info, labeling }): PlannedVideo[] => {
    if (!info) return [];
    const name = clipName(file.id, (wanted) => taken.has(wanted));
    taken.add(name.toLowerCase());
    return [{ ...file, sha256, info, labeling, clipName: name }];
  });
}

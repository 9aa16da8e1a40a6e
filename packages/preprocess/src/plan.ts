import { existsSync, realpathSync } from 'node:fs';
import type { AudioInfo } from '@ssvaerr/data';
import { openStore, StoreError } from '@ssvaerr/data/node';
import { findVideos, type InputFile } from '@ssvaerr/datasets/node';
import type { Log } from '@ssvaerr/host';
import { Interrupted, UserError } from '@ssvaerr/host';
import { clipName } from './clip-names.ts';
import type { ExtractOptions } from './extract-clips.ts';
import type { Extractor } from './extractors.ts';
import { Ledger, type LedgerOptions, type VideoEntry } from './ledger.ts';
import { type LookedAt, lookAtFiles } from './look-at-files.ts';

export interface PreprocessOptions {
  readonly extract: ExtractOptions;
  /** Name of the audio features, such as `logmel`; `none`: none are stored. */
  readonly audio: string;
  /** What the features are; null: none are stored. */
  readonly audioInfo: AudioInfo | null;
  readonly subject: 'file' | 'folder';
  /** `train`, `validation`, `test`, or percentages. */
  readonly split: string;
  readonly seed: number;
  readonly licence: string;
  /** The first so many videos only; null: all. */
  readonly limit: number | null;
  readonly workers: number;
  /** Makes the extractors: at most `count`, at least one. */
  readonly extractors: (count: number) => readonly Extractor[];
  readonly resume: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What there is to do. */
export interface PreprocessPlan {
  /** The input, absolute. */
  readonly input: string;
  readonly ledger: Ledger;
  /** Videos that were done before, and need not be done again. */
  readonly done: readonly VideoEntry[];
  readonly todo: readonly (LookedAt & { readonly clipName: string })[];
  /** What cannot be used, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** Files that are no videos and do not claim to be. */
  readonly others: readonly string[];
}

/**
 * Looks at everything below `input`, and what a store that is there has of it.
 *
 * @throws UserError if there is nothing, or the store began with other options; Interrupted.
 */
export async function planPreprocess(
  input: string,
  out: string,
  options: PreprocessOptions,
): Promise<PreprocessPlan> {
  const { extract, limit, workers, resume, log, signal } = options;
  if (existsSync(out) && !resume) {
    throw new UserError(`${out}: is there already. Go on with --resume, or choose another --out.`);
  }
  const found = await findVideos(input, out);
  const root = realpathSync(input);
  const ledger = await Ledger.read(out, ledgerOptions(root, options));
  const stored = new Set(ledger.entries.length > 0 ? await idsOf(out) : []);
  const isDone = ({ name }: InputFile, sha256: string | null) =>
    ledger.of(name, sha256)?.clips.every(({ id }) => stored.has(id)) ?? false;

  const done = new Set<string>();
  const isKnown = (file: InputFile, sha256: string | null) => {
    if (isDone(file, sha256)) done.add(file.name);
    return done.has(file.name);
  };
  const total = found.files.length;
  const progress = log.progress({ task: 'look', unit: 'files', total });
  const looked = await lookAtFiles(extract.ffmpeg, found.files, isKnown, {
    atOnce: workers,
    progress,
    signal,
  }).finally(() => progress.end());
  if (signal.aborted) throw new Interrupted('nothing was written.');
  const listed = new Set(found.files.map(({ name }) => name));
  const entries = ledger.entries.filter(({ file }) => done.has(file) || !listed.has(file));
  const videos = looked.filter(({ info }) => info !== null);
  const left = limit === null ? videos : videos.slice(0, Math.max(0, limit - done.size));
  return {
    input: root,
    ledger,
    done: entries,
    todo: named(left, entries),
    skipped: [
      ...found.skipped,
      ...looked.flatMap(({ name, reason, isVideo }) =>
        reason && isVideo ? [{ name, reason }] : [],
      ),
    ],
    others: looked.filter(({ isVideo }) => !isVideo).map(({ name }) => name),
  };
}

const idsOf = async (out: string) => {
  try {
    return (await openStore(out)).clips.map(({ id }) => id);
  } catch (error) {
    if (error instanceof StoreError) return []; // empty so far; or whoever writes to it says what is wrong
    throw error;
  }
};

/** What must be the same where a store is gone on with. */
const ledgerOptions = (
  input: string,
  { extract, audio, subject, split, seed }: PreprocessOptions,
): LedgerOptions => ({
  input,
  fps: extract.fps,
  size: extract.size,
  margin: extract.margin,
  face: extract.face,
  audio,
  'min-seconds': extract.minSeconds,
  'max-seconds': extract.maxSeconds,
  subject,
  split,
  seed,
});

/** Each with a name of its own, which neither other videos nor the order of the work can change. */
function named(videos: readonly LookedAt[], entries: readonly VideoEntry[]) {
  const taken = new Set(entries.map(({ name }) => name.toLowerCase()));
  return videos.map((video) => {
    const name = clipName(video.name, (wanted) => taken.has(wanted));
    taken.add(name.toLowerCase());
    return { ...video, clipName: name };
  });
}

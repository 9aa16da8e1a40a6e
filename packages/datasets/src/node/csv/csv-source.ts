import { basename, extname, join } from 'node:path';
import type { Split } from '@ssvaerr/data';
import { FileError, UserError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import { assembleRatings, type NamedTrace } from '../../csv/assemble-ratings.ts';
import { type LabelName, labelNames } from '../../csv/label-names.ts';
import { parseRatings, type RatingsOptions, type RatingTrace } from '../../csv/parse-ratings.ts';
import { splitNamed } from '../../csv/split-named.ts';
import { LabelError } from '../../label-error.ts';
import type { LabelReader, LeftOut, Source, VideoItem } from '../../source.ts';
import { drawnSplits } from '../drawn-splits.ts';
import { readLabels } from '../read-labels.ts';
import { findVideos, type InputFile, realInput } from '../videos/find-videos.ts';
import { subjectOf } from '../videos/split-of.ts';
import type { VideosSourceOptions } from '../videos/videos-source.ts';
import { isTable, withNames, withoutExtension } from './_label-files.ts';

/** Options of {@link csvSource}. */
export interface CsvSourceOptions extends VideosSourceOptions, RatingsOptions {
  /** A folder with label files, one or several for each video, or one table for all videos. */
  readonly labels: string;
  /** How several raters are fused. Default `mean`. */
  readonly fuse?: Fusion;
}

/** Where the ratings of a recording are: in files of its own, and in rows of a common table. */
interface Ratings {
  readonly files: { readonly path: string; readonly name: LabelName }[];
  readonly rows: { readonly path: string; readonly trace: RatingTrace }[];
}

/**
 * Reads a folder of videos with labels of one's own: a label file has the name of its video (see {@link labelNames}), or
 * one table has a column `video`. {@link parseRatings} says how tables may look. Videos without labels and labels without a
 * video are left out.
 *
 * @param input A folder of videos, or one video.
 * @returns a source whose `items` looks at the folders anew each time.
 * @throws UserError if there is nothing at `input` or `labels`, or a common table cannot be read.
 * @example
 * ```ts no-run
 * import { csvSource } from '@ssvaerr/datasets/node';
 *
 * const source = await csvSource('videos', { labels: 'labels', scale: [1, 9], split: '80/10/10', seed: 1 });
 * for await (const { id, labels } of source.items()) {
 *   console.log(id, (await labels!({ fps: 25, seconds: null })).times.length);
 * }
 * ```
 */
export async function csvSource(
  input: string,
  { labels, fuse = 'mean', ...options }: CsvSourceOptions,
): Promise<Source> {
  const { except, subject = 'file', split = 'train', seed, licence = 'not stated' } = options;
  const splits = drawnSplits(split, seed);
  const [path, labelPath] = [await realInput(input), await realInput(labels)];
  const find = async (onLeftOut: (left: LeftOut) => void) => {
    const { root, files, skipped } = await findVideos(path, except);
    skipped.forEach(onLeftOut);
    const videos = files.filter((file) => !isTable(file) && extname(file.name) !== '.json');
    return { root, videos, ratings: await ratingsOf(videos, labels, options, onLeftOut) };
  };
  const { ratings } = await find(() => {});
  return {
    name: basename(path),
    licence,
    splitOrigin: originOf([...ratings.values()], splits.origin),
    settings: {
      input: path,
      labels: labelPath,
      fuse,
      scale: options.scale?.join('..') ?? null,
      missing: options.missing?.join(',') ?? null,
      columns: options.columns?.join(',') ?? null,
      'time-unit': options.timeUnit ?? null,
      subject,
      split,
      seed,
    },
    async *items(onLeftOut = () => {}) {
      const { root, videos, ratings } = await find(onLeftOut);
      for (const { name, path: video } of videos) {
        const own = ratings.get(withoutExtension(name));
        if (own === undefined) {
          onLeftOut({ name, reason: `has no labels in ${labels}.` });
          continue;
        }
        const row = own.rows[0]?.trace;
        const person = row?.subject ?? subjectOf(name, subject, root);
        yield {
          id: name,
          subject: person,
          split: splitIn(own) ?? splits.of(person),
          video,
          labels: reader(own, options, fuse),
        } satisfies VideoItem;
      }
    },
  };
}

/** Finds the ratings of each recording, by the name of its video without extension. */
async function ratingsOf(
  videos: readonly InputFile[],
  labels: string,
  options: RatingsOptions,
  onLeftOut: (left: LeftOut) => void,
): Promise<Map<string, Ratings>> {
  const { root, files, skipped } = await findVideos(labels);
  skipped.forEach(onLeftOut);
  const isFolder = root === (await realInput(labels));
  const nameOf = labelNames(videos.map(({ name }) => withoutExtension(name)));
  const ratings = new Map<string, Ratings>();
  const at = (recording: string): Ratings => {
    const known = ratings.get(recording) ?? { files: [], rows: [] };
    ratings.set(recording, known);
    return known;
  };
  for (const { name, path } of files.filter(isTable)) {
    const shown = isFolder ? join(labels, name) : labels;
    const found = nameOf(withoutExtension(name));
    if (found) {
      at(found.recording).files.push({ path: shown, name: found });
      continue;
    }
    const unknown = new Set<string>();
    for (const trace of await commonTable(shown, path, options, onLeftOut)) {
      const recording = nameOf(withoutExtension(trace.video!.replaceAll('\\', '/')));
      if (recording?.rater === '') at(recording.recording).rows.push({ path: shown, trace });
      else unknown.add(trace.video!);
    }
    for (const video of unknown) {
      onLeftOut({ name: shown, reason: `rates '${video}', of which there is no video.` });
    }
  }
  return ratings;
}

/** Reads a table whose name fits no video. */
async function commonTable(
  shown: string,
  path: string,
  options: RatingsOptions,
  onLeftOut: (left: LeftOut) => void,
): Promise<RatingTrace[]> {
  try {
    const traces = await readLabels(path, (text) => parseRatings(text, options));
    if (traces.every(({ video }) => video !== null)) return traces;
    onLeftOut({ name: shown, reason: "fits no video by its name and has no column 'video'." });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    onLeftOut({
      name: shown,
      reason: `fits no video by its name and cannot be read: ${error.what}`,
    });
  }
  return [];
}

/** Makes the function that reads the labels of a recording. */
function reader({ files, rows }: Ratings, options: RatingsOptions, fuse: Fusion): LabelReader {
  return async (timing) => {
    const traces: NamedTrace[] = [];
    for (const { path, name } of files) {
      const read = await readLabels(path, (text) => parseRatings(text, options));
      for (const trace of read) traces.push(withNames(trace, name, path));
    }
    for (const { path, trace } of rows) {
      traces.push(withNames(trace, { rater: '', dimension: null }, path));
    }
    const paths = [...new Set([...files, ...rows].map(({ path }) => path))];
    try {
      const series = assembleRatings(traces, timing, fuse);
      const fused = series.raters ? ` (${fuse} of ${series.raters.length} raters)` : '';
      return {
        ...series,
        origin: `${[...new Set(paths.map((path) => basename(path)))].join(', ')}${fused}`,
        byFrame: traces.every(({ unit }) => unit === 'frames'),
      };
    } catch (error) {
      if (error instanceof LabelError) throw new FileError(paths.join(', '), error.message);
      throw error;
    }
  };
}

/** Tables with a column `split`, and the draw, where there are recordings without a split in a table. */
function originOf(recordings: readonly Ratings[], drawn: string): string {
  const stating = recordings.map(({ rows }) => rows.find(({ trace }) => trace.split !== undefined));
  const tables = new Set(stating.flatMap((row) => (row ? [basename(row.path)] : [])));
  const others = stating.includes(undefined) || stating.length === 0 ? [drawn] : [];
  const stated = tables.size > 0 ? [[...tables].join(', ')] : [];
  return [...stated, ...others].join('; others ');
}

function splitIn({ rows }: Ratings): Split | undefined {
  const row = rows.find(({ trace }) => trace.split !== undefined);
  if (row === undefined) return undefined;
  const split = splitNamed(row.trace.split!);
  if (split) return split;
  throw new UserError(
    `${row.path}: 'split' must be train, validation or test, got '${row.trace.split}'.`,
  );
}

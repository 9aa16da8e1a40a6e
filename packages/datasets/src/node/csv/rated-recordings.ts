import { join } from 'node:path';
import { FileError, UserError } from '@ssvaerr/host';
import { splitDimension } from '../../csv/_split-dimension.ts';
import { assembleRatings, type NamedTrace } from '../../csv/assemble-ratings.ts';
import { parseRatings, type RatingsOptions, type RatingTrace } from '../../csv/parse-ratings.ts';
import { LabelError } from '../../label-error.ts';
import type { LabelSeries, RaterTrace } from '../../label-series.ts';
import type { LeftOut } from '../../source.ts';
import { readLabels } from '../read-labels.ts';
import { findVideos, realInput } from '../videos/find-videos.ts';
import { isTable, withNames, withoutExtension } from './_label-files.ts';

/** Options of {@link ratedRecordings}. */
export interface RatedRecordingsOptions extends RatingsOptions {
  /** Frames per second of labels by frame number. Default: such labels are refused. */
  readonly fps?: number;
  /** Called for each file that is not used, wholly or in part, with the reason. */
  readonly onLeftOut?: (left: LeftOut) => void;
}

/** The raters of a recording. */
export interface RatedRecording {
  /** The recording, such as the name of its file below the folder, without extension. */
  readonly id: string;
  /** The ratings; `arousal` and `valence` are the mean of the raters, also if there is one rater only. */
  readonly series: LabelSeries & { readonly raters: readonly RaterTrace[] };
}

/** Where ratings of a recording are: a file that is read when it is needed, or rows of a common table. */
interface Place {
  /** The file as the user knows it. */
  readonly shown: string;
  readonly rater: string;
  readonly dimension: 'arousal' | 'valence' | null;
  readonly read: () => Promise<readonly RatingTrace[]>;
}

/** A trace and the file it is from. */
interface Found {
  readonly shown: string;
  readonly trace: NamedTrace;
}

/**
 * Reads the label files of a folder without its videos, one recording at a time. A column `video`, or else the name of the
 * file, says which recording a rating is of. Columns or a column `rater` name the raters; where a file names none, its
 * first folder is the rater and the rest of its name the recording (with a column `video`, its whole name is the rater).
 * Folders and endings `arousal` and `valence` say the dimension and belong to neither name.
 *
 * Files that cannot be used are left out, the rest goes on: a file that cannot be read, one that names no rater, one label
 * for a whole recording, and a rater with one dimension only.
 *
 * @param labels A folder, or one table.
 * @returns the recordings, sorted by id. Files of one recording are in memory at a time, and tables with a column `video`.
 * @throws UserError if there is nothing at `labels`, no file can be used, or labels count frames and `fps` is not given.
 * @example
 * ```ts no-run
 * import { ratedRecordings } from '@ssvaerr/datasets/node';
 *
 * // labels/anna/talk.csv, labels/ben/talk.csv, …
 * for await (const { id, series } of ratedRecordings('labels', { scale: [1, 9] })) {
 *   console.log(id, series.raters.map(({ name }) => name).join(' ')); // talk anna ben
 * }
 * ```
 */
export async function* ratedRecordings(
  labels: string,
  options: RatedRecordingsOptions = {},
): AsyncGenerator<RatedRecording> {
  const { fps, onLeftOut = () => {} } = options;
  if (fps !== undefined && !(fps > 0 && fps < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`ratedRecordings: 'fps' must be a finite number above 0, got ${fps}.`);
  }
  const { places, files } = await findPlaces(labels, options, onLeftOut);
  let count = 0;
  for (const id of [...places.keys()].sort()) {
    const found = completeRaters(await tracesAt(places.get(id)!, id, onLeftOut), onLeftOut);
    places.delete(id); // rows of a common table
    if (found.length === 0) continue;
    const traces = found.map(({ trace }) => trace);
    const series = assembleRatings(traces, { fps: fps ?? Number.NaN, seconds: null });
    const { arousal, valence } = series;
    const raters = series.raters ?? [{ name: traces[0]!.rater, arousal, valence }];
    yield { id, series: { ...series, raters } };
    count += 1;
  }
  if (count === 0) throw new UserError(`${labels}: none of its ${files} label files can be used.`);
}

/** Finds where the ratings of each recording are, from the names of the files and their first lines. */
async function findPlaces(
  labels: string,
  options: RatedRecordingsOptions,
  onLeftOut: (left: LeftOut) => void,
): Promise<{ readonly places: Map<string, Place[]>; readonly files: number }> {
  const { root, files, skipped } = await findVideos(labels);
  const isFolder = root === (await realInput(labels));
  const shownOf = (name: string) => (isFolder ? join(labels, name) : labels);
  for (const { name, reason } of skipped) onLeftOut({ name: shownOf(name), reason });
  const tables = files.filter(isTable);
  if (tables.length === 0) {
    throw new UserError(`${labels}: no label files found (.csv, .tsv or .txt).`);
  }
  const places = new Map<string, Place[]>();
  const add = (id: string, place: Place) => places.set(id, [...(places.get(id) ?? []), place]);
  for (const { name, path } of tables) {
    const shown = shownOf(name);
    const leave = (reason: string) => onLeftOut({ name: shown, reason });
    const traces = await look(path, options).catch((error: unknown) => {
      if (!(error instanceof FileError)) throw error;
      leave(error.what);
    });
    if (traces === undefined) continue;
    if (options.fps === undefined && traces.some(({ unit }) => unit === 'frames')) {
      throw new UserError(
        `${shown}: counts frames, so the frames per second must be stated (fps), such as 25.`,
      );
    }
    if (traces.some(({ unit }) => unit === 'recordings')) {
      leave('has one label for a whole recording; agreement needs ratings over time.');
      continue;
    }
    const { parts, dimension } = splitDimension(withoutExtension(name));
    const named = traces.some(({ rater }) => rater !== null);
    // Beside named raters, a column without a name is what somebody has fused from them.
    const own = named ? traces.filter(({ rater }) => rater !== null) : traces;
    if (own[0]!.video !== null) {
      const rater = named ? '' : parts.join('/') || 'unnamed';
      for (const [id, rows] of byVideo(own)) {
        add(id, { shown, rater, dimension, read: async () => rows });
      }
      continue;
    }
    const [rater, ...rest] = named ? ['', ...parts] : parts;
    if (rest.length === 0) {
      const remedy =
        "put it in a folder with the rater's name, or give each rater a column, such as arousal_anna";
      leave(
        named
          ? "does not name its recording: give it the recording's name, or a column 'video'."
          : `names no rater: ${remedy}.`,
      );
      continue;
    }
    const read = async () => {
      const all = await readLabels(path, (text) => parseRatings(text, options));
      return named ? all.filter((trace) => trace.rater !== null) : all;
    };
    add(rest.join('/'), { shown, rater: rater!, dimension, read });
  }
  return { places, files: tables.length };
}

/** Lines that show what the columns of a table are: lines before the header, the header and a few rows. */
const firstLines = 64;

/** Reads a table that has a column `video`, and only the beginning of any other. */
async function look(path: string, options: RatingsOptions): Promise<RatingTrace[]> {
  return readLabels(path, (text) => {
    const lines = text.split(/\r\n?|\n/, firstLines + 1);
    if (lines.length > firstLines) {
      const beginning = parsed(lines.slice(0, firstLines).join('\n'), options);
      if (beginning?.every(({ video }) => video === null)) return beginning;
    }
    return parseRatings(text, options);
  });
}

/** Undefined if it cannot be read: the beginning of a table may end in the middle of a cell. */
function parsed(text: string, options: RatingsOptions): RatingTrace[] | undefined {
  try {
    return parseRatings(text, options);
  } catch (error) {
    if (error instanceof LabelError) return undefined;
    throw error;
  }
}

const mediaEnding =
  /[.](mp4|m4v|mov|avi|mkv|webm|mpe?g|wmv|flv|3gp|ogv|mts|wav|mp3|m4a|flac|csv)$/i;

/** The traces of a common table by recording; a path to a video becomes the name of a recording. */
function byVideo(traces: readonly RatingTrace[]): Map<string, RatingTrace[]> {
  const rows = new Map<string, RatingTrace[]>();
  for (const trace of traces) {
    const parts = trace.video!.replace(mediaEnding, '').split(/[/\\]+/);
    const id = parts.filter((part) => !['', '.', '..'].includes(part)).join('/') || trace.video!;
    rows.set(id, [...(rows.get(id) ?? []), trace]);
  }
  return rows;
}

/** Reads the traces of a recording; of two that rate the same, the first counts. */
async function tracesAt(
  places: readonly Place[],
  id: string,
  onLeftOut: (left: LeftOut) => void,
): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const { shown, rater, dimension, read } of places) {
    try {
      const traces = await read();
      for (const named of traces.map((trace) => withNames(trace, { rater, dimension }, shown))) {
        const key = JSON.stringify([named.rater, named.dimension]);
        const first = found.get(key);
        if (first === undefined) found.set(key, { shown, trace: named });
        else {
          onLeftOut({
            name: shown,
            reason: `rates ${named.dimension} of '${id}' by '${named.rater}', as ${first.shown} does.`,
          });
        }
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      onLeftOut({ name: shown, reason: error.what });
    }
  }
  return [...found.values()];
}

/** Leaves out raters who rated one dimension only, with a line per file. */
function completeRaters(
  found: readonly Found[],
  onLeftOut: (left: LeftOut) => void,
): readonly Found[] {
  const raters = (dimension: 'arousal' | 'valence') =>
    new Set(found.flatMap(({ trace }) => (trace.dimension === dimension ? [trace.rater] : [])));
  const other = { arousal: raters('valence'), valence: raters('arousal') };
  const isWhole = ({ trace }: Found) => other[trace.dimension].has(trace.rater);
  const alone = found.filter((one) => !isWhole(one));
  for (const shown of new Set(alone.map((one) => one.shown))) {
    for (const dimension of ['arousal', 'valence'] as const) {
      const those = alone.filter((one) => one.shown === shown && one.trace.dimension === dimension);
      if (those.length === 0) continue;
      const names = those.map(({ trace }) => trace.rater).join(', ');
      const missing = dimension === 'arousal' ? 'valence' : 'arousal';
      onLeftOut({ name: shown, reason: `rates ${dimension} by ${names}, but not ${missing}.` });
    }
  }
  return found.filter(isWhole);
}

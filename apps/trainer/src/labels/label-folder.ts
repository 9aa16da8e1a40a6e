import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { LabelSeries } from '@ssvaerr/datasets';
import { FileError, UserError } from '@ssvaerr/host';
import {
  partSuffix,
  readRecord,
  syncFolder,
  writeFileAtomic,
  writeRecord,
} from '@ssvaerr/host/node';
import { assertNewFile } from '../host/assert-new-file.ts';
import { type LabelsRecord, labelsFormat } from './labels-format.ts';

/** Names the record in a label folder. */
export const labelsFile = 'labels.json';

/** A label folder that is being written. It appears, complete, with `finish`. */
export interface LabelFolder {
  /**
   * Writes the labels of a recording, and limits them to [-1, 1].
   *
   * @param name Name of the file below the folder, without extension: rater or fusion, and recording.
   * @returns how many values were outside.
   */
  write(name: string, series: LabelSeries): Promise<number>;
  finish(record: LabelsRecord): Promise<void>;
  /** Removes what was written, unless it is finished. */
  close(): Promise<void>;
}

/**
 * Begins a label folder beside its place.
 *
 * @param force Whether a label folder that is there already is replaced.
 * @param replaced Files that may be replaced with it.
 * @throws UserError if there is something at `path` that may not be replaced.
 */
export async function openLabelFolder(
  path: string,
  force: boolean,
  replaced: readonly string[] = [],
): Promise<LabelFolder> {
  const folder = resolve(path);
  const [part, old] = [folder + partSuffix, `${folder}.old`];
  await assertReplaceable(path, force, replaced);
  await rm(part, { recursive: true, force: true });
  return {
    async write(name, series) {
      const { text, limited } = formatLabels(series);
      await writeFileAtomic(`${join(part, name)}.csv`, text);
      return limited;
    },
    async finish(record) {
      await writeRecord(join(part, labelsFile), labelsFormat, record);
      await readRecord(join(part, labelsFile), labelsFormat);
      if (existsSync(folder)) await rename(folder, old);
      await rename(part, folder);
      await rm(old, { recursive: true, force: true });
      await syncFolder(dirname(folder));
    },
    close: () => rm(part, { recursive: true, force: true }),
  };
}

/** Nothing that this program did not write is ever removed. */
async function assertReplaceable(
  path: string,
  force: boolean,
  replaced: readonly string[],
): Promise<void> {
  assertNewFile(path, force);
  if (!existsSync(path)) return;
  if (!(await stat(path)).isDirectory()) throw new FileError(path, 'is a file, not a folder.');
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  if (files.length === 0) return;
  if (!files.includes(labelsFile)) {
    throw new UserError(
      `${path}: not a label folder (${labelsFile} is missing), so --force does not overwrite it. Choose another --out.`,
    );
  }
  const { fusion, raters } = await readRecord(join(path, labelsFile), labelsFormat);
  const own = new Set([
    labelsFile,
    ...Object.keys(raters).map((recording) => join(`${fusion}`, `${recording}.csv`)),
    ...replaced.map((file) => relative(resolve(path), resolve(file))),
  ]);
  const other = files.find((file) => !own.has(file));
  if (other === undefined) return;
  throw new UserError(
    `${path}: --force would remove ${other.split(sep).join('/')}, which is not from this program. Choose another --out.`,
  );
}

/** From this distance on, whole seconds could be taken for milliseconds when they are read. */
const sparse = 10;

/** A table that `parseRatings` of `@ssvaerr/datasets` reads back. */
function formatLabels({ times, arousal, valence }: LabelSeries): {
  readonly text: string;
  readonly limited: number;
} {
  let limited = 0;
  const value = (number: number) => {
    if (Number.isNaN(number)) return '';
    const inside = Math.min(1, Math.max(-1, number));
    if (Math.abs(number - inside) > 1e-9) limited += 1;
    return short(inside);
  };
  const rows = Array.from(
    times,
    (time, i) => `${short(time)},${value(arousal[i]!)},${value(valence[i]!)}\n`,
  );
  const isSparse = Array.from(times).every((time, i) => i === 0 || time - times[i - 1]! >= sparse);
  return { text: `${isSparse ? 'time_s' : 'time'},arousal,valence\n${rows.join('')}`, limited };
}

/** At most six decimals. */
const short = (value: number): string => `${Number(value.toFixed(6))}`;

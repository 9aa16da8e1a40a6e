import { extname } from 'node:path';
import { FileError } from '@ssvaerr/host';
import type { NamedTrace } from '../../csv/assemble-ratings.ts';
import type { LabelName } from '../../csv/label-names.ts';
import type { RatingTrace } from '../../csv/parse-ratings.ts';
import type { InputFile } from '../videos/find-videos.ts';

/** Whether a file ends as label files do. */
export const isTable = ({ name }: Pick<InputFile, 'name'>): boolean =>
  ['.csv', '.tsv', '.txt'].includes(extname(name).toLowerCase());

export const withoutExtension = (name: string): string => name.replace(/[.][^./]+$/, '');

/**
 * Adds what the name of the file tells to a trace.
 *
 * @throws FileError if the two contradict each other, or neither names the dimension.
 */
export function withNames(
  trace: RatingTrace,
  { rater, dimension }: Pick<LabelName, 'rater' | 'dimension'>,
  path: string,
): NamedTrace {
  if (trace.dimension && dimension && trace.dimension !== dimension) {
    throw new FileError(path, `holds ${trace.dimension}, but is named ${dimension}.`);
  }
  const rated = trace.dimension ?? dimension;
  if (rated === null) {
    throw new FileError(
      path,
      "does not say what it rates: name its columns 'arousal' and 'valence', or the file or its folder.",
    );
  }
  const names = [rater, trace.rater ?? ''].filter((name) => name !== '');
  return { ...trace, dimension: rated, rater: names.join(' ') };
}

import type { FrameLabels } from '../frame-series.ts';
import { LabelError } from '../label-error.ts';
import { parseTable, type Row } from '../tables/parse-table.ts';
import { parseValue } from '../tables/parse-value.ts';

/** The labels of one person in a video of Aff-Wild or Aff-Wild2. */
export interface AffWildLabels extends FrameLabels {
  /** Number of frames without a label, those of `outOfRange` included. */
  readonly missing: number;
  /** Number of frames whose values are outside [-1, 1] but not the documented mark -5. */
  readonly outOfRange: number;
}

/**
 * Reads a label file of Aff-Wild2 (`VA_Set`, `VA_Estimation_Challenge`): a header `valence,arousal` or
 * `arousal,valence`, then one line for each frame of the video. A frame has no label if one of its values is -5, the mark
 * for frames that were not rated, or any other number outside [-1, 1], which is counted.
 *
 * @param text Content of a file such as `10-60-1280x720_right.txt`.
 * @returns the labels of frame 0, 1, …
 * @throws LabelError if the header is another one, a line is empty or not two numbers, or no frame has a label.
 * @see Kollias et al. 2019, https://arxiv.org/abs/1811.07770
 * @example
 * ```ts
 * import { parseAffWild2 } from '@ssvaerr/datasets';
 *
 * const { arousal, valence, missing } = parseAffWild2('valence,arousal\n0.5,-0.25\n-5,-5\n');
 * console.log(Array.from(arousal), Array.from(valence), missing); // [ -0.25, NaN ] [ 0.5, NaN ] 1
 * ```
 */
export function parseAffWild2(text: string): AffWildLabels {
  const [header, ...rows] = parseTable(text, ',').rows;
  const names = header!.cells.map((cell) => cell.toLowerCase());
  if (header!.line !== 1 || [...names].sort().join() !== 'arousal,valence') {
    throw new LabelError(
      `the header must be 'valence,arousal' or 'arousal,valence', got '${shown(header!.cells.join(','))}'.`,
      header!.line,
    );
  }
  assertEveryLine(rows, 2);
  const column = (name: string) => {
    const index = names.indexOf(name);
    return rows.map(({ cells, line }) => {
      if (cells.length === 2) return parseValue(cells[index]!, name, line);
      throw new LabelError(`there must be two values, got ${cells.length}.`, line);
    });
  };
  return labelsOf(column('arousal'), column('valence'));
}

/**
 * Reads the two label files of a video of Aff-Wild, the first edition: one number for each frame, without a header.
 * Values outside [-1, 1] are missing, as in {@link parseAffWild2}.
 *
 * @param arousal Content of `annotations/train/arousal/105.txt`.
 * @param valence Content of `annotations/train/valence/105.txt`.
 * @returns the labels of frame 0, 1, …
 * @throws LabelError if a line is empty or not one number, the files differ in length, or no frame has a label.
 * @example
 * ```ts
 * import { parseAffWild1 } from '@ssvaerr/datasets';
 *
 * const labels = parseAffWild1('0.5\n0.25\n', '-0.5\n-0.25\n');
 * console.log(Array.from(labels.arousal), Array.from(labels.valence)); // [ 0.5, 0.25 ] [ -0.5, -0.25 ]
 * ```
 */
export function parseAffWild1(arousal: string, valence: string): AffWildLabels {
  const [a, v] = [parseNumbers(arousal, 'arousal'), parseNumbers(valence, 'valence')];
  if (a.length === v.length) return labelsOf(a, v);
  throw new LabelError(
    `arousal and valence must have the same number of lines, got ${a.length} and ${v.length}.`,
  );
}

function parseNumbers(text: string, name: string): readonly number[] {
  const { rows } = parseTable(text, ',');
  assertEveryLine(rows, 1);
  return rows.map(({ cells, line }) => {
    if (cells.length === 1) return parseValue(cells[0]!, name, line);
    throw new LabelError(`'${name}' must be one number, got ${cells.length} values.`, line);
  });
}

/** Frames are counted by lines, so an empty line would shift all labels behind it. */
function assertEveryLine(rows: readonly Row[], first: number): void {
  rows.forEach(({ line }, i) => {
    if (line === first + i) return;
    throw new LabelError('must not be empty, because lines count the frames.', first + i);
  });
}

function labelsOf(arousal: readonly number[], valence: readonly number[]): AffWildLabels {
  const isLabel = (i: number) => inRange(arousal[i]!) && inRange(valence[i]!);
  const isMarked = (i: number) =>
    [arousal[i]!, valence[i]!].some((v) => v === -5 || Number.isNaN(v));
  const frames = Array.from(arousal.keys());
  const missing = frames.filter((i) => !isLabel(i));
  if (missing.length === frames.length) {
    throw new LabelError('no frame has a label: there must be numbers from -1 to 1.');
  }
  const masked = (values: readonly number[]) =>
    Float64Array.from(values, (value, i) => (isLabel(i) ? value : Number.NaN));
  return {
    arousal: masked(arousal),
    valence: masked(valence),
    missing: missing.length,
    outOfRange: missing.filter((i) => !isMarked(i)).length,
  };
}

const inRange = (value: number): boolean => value >= -1 && value <= 1;

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

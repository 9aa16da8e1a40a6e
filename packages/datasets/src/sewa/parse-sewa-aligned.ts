import { ascendingTimes, assertCells, quoted, ratingsIn } from '../_rating-rows.ts';
import { LabelError } from '../label-error.ts';
import { parseTable, type Row } from '../tables/parse-table.ts';

/** The ratings of one dimension in a recording of SEWA. */
export interface SewaAligned {
  /** Unit of `times`: seconds, or frames counted from the first one of the recording. */
  readonly unit: 'seconds' | 'frames';
  /** `[samples]`, ascending. */
  readonly times: Float64Array;
  /** One trace `[samples]` for each annotator, in the order of the columns: in [-1, 1], NaN where missing. */
  readonly annotators: readonly Float64Array[];
}

/** Options of {@link parseSewaAligned}. */
export interface SewaAlignedOptions {
  /**
   * Number of the first frame of a segment in its recording, as the name of the segment says (4321 in
   * `SAH_C1_S009_P018_VC1_004321_005367`). Frame numbers that begin there are counted from there. Default 0.
   */
  readonly firstFrame?: number;
}

/** Number of one-hot columns in the files of the paper's authors. */
const bins = 20;

/**
 * Reads a label file of SEWA, `<clip>_{Arousal,Valence}_{A,V,AV}_Aligned.csv`: commas, a column of times, and one column
 * for each annotator. Nothing depends on the words of a header, because they are not documented: the first line is a header if its
 * first cell is not a number and no other has a decimal point. The first column holds frame numbers if its header contains `frame` or if it
 * consists of whole numbers that ascend by 1; otherwise it holds seconds. Frame numbers that begin at 1 or at `firstFrame`
 * are counted from there.
 *
 * @throws LabelError that names the line if there is no annotator, a row has another number of cells, a time does not ascend,
 *   a rating is outside [-1, 1], or the file is one of {@link parseSewaSegment}.
 * @example
 * ```ts
 * import { parseSewaAligned } from '@ssvaerr/datasets';
 *
 * const { unit, times, annotators } = parseSewaAligned('t,anna,ben\n0.00,0.5,0\n0.02,0.25,-1\n');
 * console.log(unit, times.join(' '), annotators.map((trace) => trace.join(' '))); // seconds 0 0.02 [ '0.5 0.25', '0 -1' ]
 * ```
 */
export function parseSewaAligned(
  text: string,
  { firstFrame = 0 }: SewaAlignedOptions = {},
): SewaAligned {
  const all = parseTable(text, ',').rows;
  const hasHeader = isHeader(all[0]!);
  const rows = hasHeader ? all.slice(1) : all;
  const [first] = rows;
  if (!first) {
    const line = all[0]!.cells.join(',');
    throw new LabelError(`there must be rows of numbers, got ${quoted(line)} only.`);
  }
  const width = first.cells.length;
  if (width < 2) {
    throw new LabelError(
      `there must be a time and at least one rating, separated by commas, got ${quoted(first.cells.join())}.`,
      first.line,
    );
  }
  assertCells(rows, width, `${width} cells, as in line ${first.line}`);
  if (width === bins + 2 && rows.every(isOneHot)) {
    throw new LabelError(
      `holds ${bins} columns of 0 and 1 beside the rating, as the authors' segments do: read it in the layout 'segments'.`,
    );
  }
  const named = hasHeader && /frame/i.test(all[0]!.cells[0]!);
  const times = ascendingTimes(rows, 0, named ? 'frame' : 'time');
  const isFrames =
    named || times.every((time, i) => Number.isInteger(time) && time === times[0]! + i);
  if (named) assertWhole(rows, times);
  const base = times[0] === firstFrame || times[0] === 1 ? times[0]! : 0;
  return {
    unit: isFrames ? 'frames' : 'seconds',
    times: isFrames ? times.map((frame) => frame - base) : times,
    annotators: Array.from({ length: width - 1 }, (_, i) =>
      ratingsIn(rows, i + 1, `annotator ${i + 1}`),
    ),
  };
}

/** Words, or words and the numbers of annotators; a damaged first row is not one. */
const isHeader = ({ cells: [first, ...others] }: Row): boolean =>
  !/^([+-]?[.,]?\d|nan$)/i.test(first!) && !others.some((cell) => /^[+-]?\d*[.]\d/.test(cell));

const isOneHot = ({ cells }: Row): boolean =>
  cells.slice(1, 1 + bins).every((cell) => cell === '0' || cell === '1');

function assertWhole(rows: readonly Row[], frames: Float64Array): void {
  const odd = frames.findIndex((frame) => !Number.isInteger(frame));
  if (odd < 0) return;
  const { cells, line } = rows[odd]!;
  throw new LabelError(`'frame' must be a whole number, got '${cells[0]}'.`, line);
}

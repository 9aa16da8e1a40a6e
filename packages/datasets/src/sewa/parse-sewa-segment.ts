import { ascendingTimes, assertCells, ratingsIn } from '../_rating-rows.ts';
import { LabelError } from '../label-error.ts';
import { parseTable } from '../tables/parse-table.ts';

/** The ratings of one dimension in a segment of SEWA, as the paper's authors cut it. */
export interface SewaSegment {
  /** `[samples]`, numbers of frames from 0, ascending. */
  readonly frames: Float64Array;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly values: Float64Array;
}

/** Number of columns for the bin of the value. */
const bins = 20;

/**
 * Reads a label file that the paper's authors made of SEWA, `<clip>_{Arousal,Valence}_V_Aligned_0.csv`: commas, no header,
 * 22 cells: the number of the frame, 20 cells of which at most one is 1 and the others are 0 (the bin of the value), and the value.
 *
 * @throws LabelError that names the line if a row has another form, a frame does not ascend, or a value is outside [-1, 1].
 * @see https://github.com/Instassa/VAERR_SelfSupervisedVE, `dataloaders/datasetVideo.py`, for the format.
 * @example
 * ```ts
 * import { parseSewaSegment } from '@ssvaerr/datasets';
 *
 * const row = (frame: number, value: number) => [frame, ...Array(10).fill(0), 1, ...Array(9).fill(0), value].join();
 * const { frames, values } = parseSewaSegment(`${row(0, 0.0625)}\n${row(1, 0.03125)}\n`);
 * console.log(frames.join(' '), values.join(' ')); // 0 1 0.0625 0.03125
 * ```
 */
export function parseSewaSegment(text: string): SewaSegment {
  const { rows } = parseTable(text, ',');
  assertCells(rows, bins + 2, `${bins + 2} cells, separated by commas`);
  const frames = ascendingTimes(rows, 0, 'frame');
  for (const [i, { cells, line }] of rows.entries()) {
    if (!Number.isInteger(frames[i])) {
      throw new LabelError(`'frame' must be a whole number, got '${cells[0]}'.`, line);
    }
    const bin = cells.slice(1, 1 + bins);
    const odd = bin.find((cell) => cell !== '0' && cell !== '1');
    if (odd !== undefined) {
      throw new LabelError(`cells 2 to ${bins + 1} must be 0 or 1, got '${odd}'.`, line);
    }
    const ones = bin.filter((cell) => cell === '1').length;
    if (ones > 1) {
      throw new LabelError(`at most one of cells 2 to ${bins + 1} must be 1, got ${ones}.`, line);
    }
  }
  return { frames, values: ratingsIn(rows, bins + 1, 'value') };
}

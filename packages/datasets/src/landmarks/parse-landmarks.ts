import { LabelError } from '../label-error.ts';
import type { Landmarks } from '../source.ts';
import { parseTable, type Row } from '../tables/parse-table.ts';
import { parseValue } from '../tables/parse-value.ts';

const count = 68;

/**
 * Reads 68 landmarks per frame from a table, one row per frame: columns `x_0` to `x_67` and `y_0` to `y_67` (OpenFace's, or
 * counted from 1) in any order, with or without a column `frame`; or, without a header, 136 numbers x, y, x, y, ….
 * An empty or NaN number, and a frame that has no row, means that the face was not found; so does `success` 0.
 *
 * @returns landmarks in pixels of the video, in iBUG 300-W order.
 * @throws LabelError that names the line if the columns are others, a cell is not a number, or frames do not ascend.
 * @example
 * ```ts
 * import { parseLandmarks } from '@ssvaerr/datasets';
 *
 * const row = Array.from({ length: 136 }, (_, i) => i).join();
 * const { frames, points } = parseLandmarks(`${row}\n${row}\n`);
 * console.log(frames, points.length, points[137]); // 2 272 1
 * ```
 */
export function parseLandmarks(text: string): Landmarks {
  const { rows } = parseTable(text);
  const header = rows[0]!.cells.map((name) => name.toLowerCase());
  const isNamed = header.some((name) => /^[xy]_?\d+$/.test(name));
  const columns = isNamed ? namedColumns(header, rows[0]!.line) : plainColumns(rows[0]!);
  const body = isNamed ? rows.slice(1) : rows;
  const numbers = body.map((row, i) => frameOf(row, i, columns.frame));
  const base = columns.frame === null || numbers[0] === 0 ? 0 : 1; // OpenFace counts from 1
  for (const [i, number] of numbers.entries()) {
    const before = i === 0 ? base - 1 : numbers[i - 1]!;
    if (!(number > before)) {
      throw new LabelError(`'frame' must ascend, got ${number} after ${before}.`, body[i]!.line);
    }
  }
  const frames = body.length === 0 ? 0 : numbers.at(-1)! - base + 1;
  if (frames > most) {
    throw new LabelError(
      `'frame' must be at most ${most}, got ${frames + base - 1}.`,
      body.at(-1)!.line,
    );
  }
  const points = new Float32Array(2 * count * frames).fill(Number.NaN);
  for (const [i, { cells, line }] of body.entries()) {
    if (columns.success !== null && Number(cells[columns.success]) === 0) continue;
    const at = 2 * count * (numbers[i]! - base);
    for (const [point, column] of columns.points.entries()) {
      points[at + point] = parseValue(cells[column] ?? '', header[column] ?? 'x', line);
    }
  }
  return { frames, points };
}

/** Frames of a day at 120 fps: a larger number is a mistake, and would need the memory. */
const most = 10_368_000;

interface Columns {
  /** Columns of x and y of each point, `[136]`. */
  readonly points: readonly number[];
  readonly frame: number | null;
  readonly success: number | null;
}

function namedColumns(header: readonly string[], line: number): Columns {
  const index = (name: string) => header.findIndex((cell) => cell.replace('_', '') === name);
  const base = index('x0') >= 0 ? 0 : 1;
  const points = Array.from({ length: 2 * count }, (_, i) => {
    const name = `${i % 2 === 0 ? 'x' : 'y'}${Math.floor(i / 2) + base}`;
    const column = index(name);
    if (column < 0) throw new LabelError(`has no column '${name[0]}_${name.slice(1)}'.`, line);
    return column;
  });
  const optional = (name: string) => (header.includes(name) ? header.indexOf(name) : null);
  return { points, frame: optional('frame'), success: optional('success') };
}

function plainColumns({ cells, line }: Row): Columns {
  const first = cells.length - 2 * count;
  if (first === 0 || first === 1) {
    const points = Array.from({ length: 2 * count }, (_, i) => i + first);
    return { points, frame: first === 1 ? 0 : null, success: null };
  }
  throw new LabelError(
    `must have ${2 * count} numbers (68 points) or columns x_0 to y_67, got ${cells.length} cells.`,
    line,
  );
}

function frameOf({ cells, line }: Row, i: number, column: number | null): number {
  if (column === null) return i;
  const frame = parseValue(cells[column] ?? '', 'frame', line);
  if (Number.isInteger(frame) && frame >= 0) return frame;
  throw new LabelError(`'frame' must be a frame number, got '${cells[column]}'.`, line);
}

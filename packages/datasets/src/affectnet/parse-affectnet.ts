import { LabelError } from '../label-error.ts';
import { parseValue } from '../tables/parse-value.ts';

/** A row of a table of AffectNet: one picture with one face. */
export interface AffectNetPicture {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Path below the folder of pictures, with `/`. */
  readonly path: string;
  /** Width of the face in pixels; below 0 if no face was found, NaN if the table has no such column. */
  readonly faceWidth: number;
  /** `[68, 2]`: x and y in pixels; null if the table has none. */
  readonly landmarks: Float32Array | null;
  /** Emotion, 0 to 7; 8 none, 9 uncertain, 10 no face; null if the table has no such column. */
  readonly expression: number | null;
  /** In [-1, 1]; NaN if the picture was not rated. */
  readonly arousal: number;
  /** In [-1, 1]; NaN if the picture was not rated. */
  readonly valence: number;
}

/** The columns in the order of tables without a header, in lower case. */
const documented = [
  'subdirectory_filepath',
  'face_x',
  'face_y',
  'face_width',
  'face_height',
  'facial_landmarks',
  'expression',
  'valence',
  'arousal',
];

const needed = ['subdirectory_filepath', 'valence', 'arousal'];

/** Numbers in a cell of landmarks: 68 points of x and y. */
const numbers = 136;

/**
 * Makes a reader of a table of AffectNet that takes one line at a time, for tables too long to hold in memory. The first line may be a
 * header; without one, columns are in the documented order, with or without an index before them.
 *
 * @returns a function that takes the lines in order. It gives null for the header and for empty lines, and throws LabelError for a
 *   line that it cannot read. Further lines can be read after that, unless it was the first, which names the columns.
 * @see Mollahosseini et al. 2017, https://arxiv.org/abs/1708.03985
 * @example
 * ```ts
 * import { affectNetLines } from '@ssvaerr/datasets';
 *
 * const read = affectNetLines();
 * console.log(read('subDirectory_filePath,valence,arousal')); // null
 * const { path, arousal, valence } = read('689/73.jpg,0.785714,-0.055556');
 * console.log(path, arousal, valence); // 689/73.jpg -0.055556 0.785714
 * ```
 */
export function affectNetLines(): (text: string) => AffectNetPicture | null {
  let columns: readonly string[] | undefined;
  let isRefused = false;
  let line = 0;
  return (text) => {
    line++;
    const cells = (line === 1 ? text.replace(/^\uFEFF/, '') : text).split(',').map(bare);
    if (cells.every((cell) => cell === '')) return null;
    if (columns) return pictureOf(cells, columns, line);
    if (isRefused) throw new LabelError('the first line could not be read.', line);
    isRefused = true;
    const names = cells.map((cell) => cell.toLowerCase());
    if (names.some((name) => documented.includes(name))) {
      columns = checkedHeader(names, line);
      return null;
    }
    columns = withoutHeader(cells, line);
    return pictureOf(cells, columns, line);
  };
}

/**
 * Reads a table of AffectNet: `training.csv`, `validation.csv` or `automatically_annotated.csv`. Columns are found by the names
 * `subDirectory_filePath`, `face_x`, `face_y`, `face_width`, `face_height`, `facial_landmarks`, `expression`, `valence` and `arousal`;
 * a nameless column of numbers is ignored. A picture whose valence or arousal is -2 was not rated.
 *
 * @throws LabelError if a column is missing, or a value is out of range.
 * @example
 * ```ts
 * import { parseAffectNet } from '@ssvaerr/datasets';
 *
 * const table = 'subDirectory_filePath,expression,valence,arousal\n1/a.jpg,1,0.5,0.25\n1/b.jpg,10,-2,-2\n';
 * console.log(parseAffectNet(table).map(({ valence }) => valence)); // [ 0.5, NaN ]
 * ```
 */
export function parseAffectNet(text: string): readonly AffectNetPicture[] {
  const read = affectNetLines();
  const pictures = text.split(/\r\n|\r|\n/).map(read);
  return pictures.filter((picture) => picture !== null);
}

const bare = (cell: string): string =>
  cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();

function checkedHeader(names: readonly string[], line: number): readonly string[] {
  for (const name of documented) {
    const times = names.filter((other) => other === name).length;
    if (times === 1 || (times === 0 && !needed.includes(name))) continue;
    const rule = needed.includes(name) ? 'one column' : 'at most one column';
    throw new LabelError(`the header must have ${rule} '${name}', got ${times}.`, line);
  }
  return names;
}

function withoutHeader(cells: readonly string[], line: number): readonly string[] {
  if (cells.length === documented.length) return documented;
  if (cells.length === documented.length + 1 && /^\d+$/.test(cells[0]!)) return ['', ...documented];
  throw new LabelError(
    `there must be a header, or ${documented.length} values with or without an index before them, got ${cells.length} values.`,
    line,
  );
}

function pictureOf(
  cells: readonly string[],
  columns: readonly string[],
  line: number,
): AffectNetPicture {
  if (cells.length !== columns.length) {
    throw new LabelError(`there must be ${columns.length} values, got ${cells.length}.`, line);
  }
  const cell = (name: string) => cells[columns.indexOf(name)];
  const path = cell('subdirectory_filepath')!.replaceAll('\\', '/');
  if (path === '' || path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new LabelError(
      `'subDirectory_filePath' must be a path below the folder of pictures, got '${shown(path)}'.`,
      line,
    );
  }
  const [arousal, valence] = [
    ratingOf(cell('arousal')!, 'arousal', line),
    ratingOf(cell('valence')!, 'valence', line),
  ];
  const isRated = !Number.isNaN(arousal) && !Number.isNaN(valence);
  return {
    line,
    path,
    faceWidth: parseValue(cell('face_width') ?? '', 'face_width', line),
    landmarks: landmarksOf(cell('facial_landmarks') ?? '', line),
    expression: expressionOf(cell('expression'), line),
    arousal: isRated ? arousal : Number.NaN,
    valence: isRated ? valence : Number.NaN,
  };
}

function ratingOf(cell: string, name: string, line: number): number {
  const value = parseValue(cell, name, line);
  if (Number.isNaN(value) || value === -2) return Number.NaN;
  if (value >= -1 && value <= 1) return value;
  throw new LabelError(
    `'${name}' must be from -1 to 1, or -2 if not rated, got '${shown(cell)}'.`,
    line,
  );
}

function expressionOf(cell: string | undefined, line: number): number | null {
  if (cell === undefined || cell === '') return null;
  if (/^([0-9]|10)$/.test(cell)) return Number(cell);
  throw new LabelError(`'expression' must be an integer from 0 to 10, got '${shown(cell)}'.`, line);
}

function landmarksOf(cell: string, line: number): Float32Array | null {
  if (cell === '') return null;
  const values = Float32Array.from(cell.split(';'), (value) =>
    value.trim() === '' ? Number.NaN : Number(value),
  );
  if (values.length === numbers && values.every(Number.isFinite)) return values;
  throw new LabelError(
    `'facial_landmarks' must be ${numbers} numbers with semicolons between them, got '${shown(cell)}'.`,
    line,
  );
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

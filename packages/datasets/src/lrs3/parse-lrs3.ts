import { LabelError } from '../label-error.ts';

/** The box of the face in one frame of an utterance of LRS3. */
export interface Lrs3Box {
  /** Number of the frame in the YouTube video, at 25 frames per second. */
  readonly frame: number;
  /** Left edge, as a fraction of the picture's width. */
  readonly x: number;
  /** Upper edge, as a fraction of the picture's height. */
  readonly y: number;
  /** As a fraction of the picture's width. */
  readonly width: number;
  /** As a fraction of the picture's height. */
  readonly height: number;
}

/** A word of an utterance of LRS3. */
export interface Lrs3Word {
  readonly word: string;
  /** Seconds from the beginning of the utterance. */
  readonly start: number;
  /** Seconds from the beginning of the utterance, at or above `start`. */
  readonly end: number;
  /** Score of the active-speaker detection; null if the file has none. */
  readonly score: number | null;
}

/** The text file of an utterance of LRS3. */
export interface Lrs3Text {
  /** The transcript, in capitals. Braces mark what is not speech: `{LAUGHTER}`. */
  readonly text: string;
  /** Confidence of the transcript; null if the file has none. */
  readonly confidence: number | null;
  /** The YouTube video; null if the file has none. */
  readonly ref: string | null;
  /** By ascending frame; absent if the file has none. */
  readonly boxes?: readonly Lrs3Box[];
  /** In the order of their starts; absent if the file has none. */
  readonly words?: readonly Lrs3Word[];
}

/**
 * Reads the text file of an utterance of LRS3. Empty lines separate its sections: `Text:`, `Conf:` and `Ref:`; then, in some
 * files, a table of face boxes (`FRAME X Y W H`) and a table of words (`WORD START END ASDSCORE`). LRS3 has no labels.
 *
 * @param text Content of a file such as `trainval/0AbCdEfGhIj/50001.txt`.
 * @throws LabelError if there is no `Text:`, a section is unknown or occurs twice, a line is not as its section says, or frames or
 *   words do not ascend.
 * @see Afouras et al. 2018, https://arxiv.org/abs/1809.00496
 * @example
 * ```ts
 * import { parseLrs3 } from '@ssvaerr/datasets';
 *
 * const file = 'Text:  THANK YOU\nConf:  6\n\nWORD START END ASDSCORE\nTHANK 0.04 0.31 9.1\nYOU 0.31 0.52 8.0\n';
 * const { text, confidence, words } = parseLrs3(file);
 * console.log(text, confidence, words[1]); // THANK YOU 6 { word: 'YOU', start: 0.31, end: 0.52, score: 8 }
 * ```
 */
export function parseLrs3(text: string): Lrs3Text {
  const [head, ...tables] = sectionsOf(text);
  const fields = fieldsOf(head ?? []);
  const spoken = fields.get('Text');
  if (spoken === undefined) {
    throw new LabelError("the first section must have a line 'Text:'.", head?.[0]?.line ?? null);
  }
  const confidence = fields.get('Conf');
  let boxes: readonly Lrs3Box[] | undefined;
  let words: readonly Lrs3Word[] | undefined;
  for (const [header, ...rows] of tables) {
    const { line, text } = header!;
    const names = text.split(/\s+/).join(' ');
    if (names === 'FRAME X Y W H' && !boxes) {
      boxes = rows.map(boxOf);
      assertAscending(
        rows,
        boxes.map(({ frame }) => frame),
        'frames',
        true,
      );
    } else if (/^WORD START END( ASDSCORE)?$/.test(names) && !words) {
      words = rows.map((row) => wordOf(row, names.split(' ').length));
      assertAscending(
        rows,
        words.map(({ start }) => start),
        'starts of words',
        false,
      );
    } else {
      throw new LabelError(
        `a section must begin with 'FRAME X Y W H' or 'WORD START END ASDSCORE', once each, got '${shown(text)}'.`,
        line,
      );
    }
  }
  return {
    text: spoken.value,
    confidence: confidence ? numberOf(confidence.value, 'Conf', confidence.line) : null,
    ref: fields.get('Ref')?.value ?? null,
    ...(boxes && { boxes }),
    ...(words && { words }),
  };
}

interface Line {
  readonly line: number;
  readonly text: string;
}

function sectionsOf(text: string): readonly (readonly Line[])[] {
  const sections: Line[][] = [];
  let isOpen = false;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [i, raw] of lines.entries()) {
    const line = { line: i + 1, text: raw.trim() };
    if (line.text === '') isOpen = false;
    else if (isOpen) sections.at(-1)!.push(line);
    else {
      sections.push([line]);
      isOpen = true;
    }
  }
  return sections;
}

function fieldsOf(lines: readonly Line[]) {
  const fields = new Map<string, { readonly line: number; readonly value: string }>();
  for (const { line, text } of lines) {
    const [, name, value] = /^(\w+):\s*(.*)$/.exec(text) ?? [];
    if (name === undefined || fields.has(name)) {
      throw new LabelError(`must be such as 'Conf:  5', once each, got '${shown(text)}'.`, line);
    }
    fields.set(name, { line, value: value! });
  }
  return fields;
}

function boxOf({ line, text }: Line): Lrs3Box {
  const cells = cellsOf(text, 5, line);
  const [frame, x, y, width, height] = cells.map((cell, i) =>
    numberOf(cell, ['FRAME', 'X', 'Y', 'W', 'H'][i]!, line),
  );
  if (!Number.isSafeInteger(frame) || frame! < 0) {
    throw new LabelError(`'FRAME' must be a number of a frame, got '${shown(cells[0]!)}'.`, line);
  }
  return { frame: frame!, x: x!, y: y!, width: width!, height: height! };
}

function wordOf({ line, text }: Line, count: number): Lrs3Word {
  const [word, ...cells] = cellsOf(text, count, line);
  const names = ['START', 'END', 'ASDSCORE'];
  const [start, end, score = null] = cells.map((cell, i) => numberOf(cell, names[i]!, line));
  if (!(start! >= 0 && end! >= start!)) {
    throw new LabelError(
      `'END' must be at or above 'START', from 0, got ${start} to ${end}.`,
      line,
    );
  }
  return { word: word!, start: start!, end: end!, score };
}

function cellsOf(text: string, count: number, line: number): readonly string[] {
  const cells = text.split(/\s+/);
  if (cells.length === count) return cells;
  throw new LabelError(`there must be ${count} values, got ${cells.length}.`, line);
}

function numberOf(cell: string, name: string, line: number): number {
  const value = /^[+-]?(\d+[.]?\d*|[.]\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new LabelError(`'${name}' must be a number, got '${shown(cell)}'.`, line);
}

function assertAscending(
  lines: readonly Line[],
  values: readonly number[],
  name: string,
  isStrict: boolean,
): void {
  values.forEach((value, i) => {
    const last = values[i - 1] ?? -Infinity;
    if (value > last || (value === last && !isStrict)) return;
    throw new LabelError(`${name} must ascend, got ${value} after ${last}.`, lines[i]!.line);
  });
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

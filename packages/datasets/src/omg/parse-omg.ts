import { LabelError } from '../label-error.ts';
import { parseValue } from '../tables/parse-value.ts';

/** An utterance of OMG-Emotion: a part of a video with one arousal and one valence. */
export interface OmgUtterance {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Address of the video; null if the file has no such column. */
  readonly link: string | null;
  /** The name of the video, such as `fb1d1b14e_1`. */
  readonly video: string;
  /** The name of the utterance without `.mp4`, such as `utterance_15`. */
  readonly utterance: string;
  /** Seconds from the beginning of the video. */
  readonly start: number;
  /** Seconds from the beginning of the video, above `start`. */
  readonly end: number;
  /** In [0, 1], as published; NaN if the file has no labels. */
  readonly arousal: number;
  /** In [-1, 1]; NaN if the file has no labels. */
  readonly valence: number;
}

/** Seconds; no video is longer. */
const day = 86_400;

const place = ['start', 'end', 'video', 'utterance'] as const;

/**
 * Reads a table of OMG-Emotion: a header `link,start,end,video,utterance,arousal,valence,EmotionMaxVote` and one line per
 * utterance. Columns are found by name; `link`, `EmotionMaxVote`, and arousal and valence together, may be absent. Nothing
 * is quoted. A line may end in a comma that the header lacks. Arousal stays in [0, 1] and valence in [-1, 1], as published.
 *
 * @param text Content of a file such as `omg_TrainVideos.csv`.
 * @returns the utterances in the order of the file.
 * @throws LabelError if a column is missing, or a value is missing or out of range.
 * @see Barros et al. 2018, https://arxiv.org/abs/1803.05434
 * @example
 * ```ts
 * import { parseOmg } from '@ssvaerr/datasets';
 *
 * const table = 'start,end,video,utterance,arousal,valence\n1,4,2222bbbb,utterance_1.mp4,0.5,-0.25\n';
 * const [{ video, utterance, start, end, arousal, valence }] = parseOmg(table);
 * console.log(video, utterance, start, end, arousal, valence); // 2222bbbb utterance_1 1 4 0.5 -0.25
 * ```
 */
export function parseOmg(text: string): readonly OmgUtterance[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((row, i) => ({ line: i + 1, cells: row.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [header, ...utterances] = rows;
  if (!header) throw new LabelError('is empty: it has no row.');
  const names = header.cells.map((name) => name.toLowerCase());
  const hasLabels = names.includes('arousal') || names.includes('valence');
  const needed = hasLabels ? [...place, 'arousal', 'valence'] : place;
  for (const name of needed) {
    const times = names.filter((other) => other === name).length;
    if (times === 1) continue;
    throw new LabelError(
      `the header must have one column '${name}', got '${shown(header.cells.join(','))}'.`,
      header.line,
    );
  }
  return utterances.map(({ line, cells }) => {
    const isLonger = cells.length === names.length + 1 && cells.at(-1) === '';
    if (cells.length !== names.length && !isLonger) {
      throw new LabelError(
        `there must be ${names.length} values, as in the header, got ${cells.length}.`,
        line,
      );
    }
    const cell = (name: string) => cells[names.indexOf(name)]!;
    const number = (name: string, low: number, high: number) => {
      const value = parseValue(cell(name), name, line);
      if (value >= low && value <= high) return value;
      throw new LabelError(
        `'${name}' must be from ${low} to ${high}, got '${shown(cell(name))}'.`,
        line,
      );
    };
    const name = (column: 'video' | 'utterance') => {
      // The names become parts of paths and ids.
      if (/^[^./\\][^/\\]*$/.test(cell(column))) return cell(column);
      throw new LabelError(
        `'${column}' must be a file's name, got '${shown(cell(column))}'.`,
        line,
      );
    };
    const [start, end] = [number('start', 0, day), number('end', 0, day)];
    if (end <= start) {
      throw new LabelError(`'end' must be above 'start', ${start}, got ${end}.`, line);
    }
    return {
      line,
      link: names.includes('link') ? cell('link') : null,
      video: name('video'),
      utterance: name('utterance').replace(/[.]mp4$/i, ''),
      start,
      end,
      arousal: hasLabels ? number('arousal', 0, 1) : Number.NaN,
      valence: hasLabels ? number('valence', -1, 1) : Number.NaN,
    };
  });
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

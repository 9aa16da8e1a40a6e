import type { FrameLabels } from '../frame-series.ts';
import { LabelError } from '../label-error.ts';

/** The content of a clip's JSON file of AFEW-VA. Frames that the file does not have are missing. */
export interface AfewVaClip extends FrameLabels {
  /** The name of the actor; null if the file has none. */
  readonly actor: string | null;
  /** The name of the video that the clip is from; null if the file has none. */
  readonly videoId: string | null;
  /** Number of frames: the last number in the file, plus one. */
  readonly frames: number;
  /** `[frames, 68, 2]`: x and y in pixels, NaN where missing; null if no frame has landmarks. */
  readonly landmarks: Float32Array | null;
}

/** Names of pictures have five digits. */
const mostFrames = 100_000;

/** Numbers of a frame: 68 points of x and y. */
const numbers = 136;

/**
 * Reads the JSON file of a clip of AFEW-VA: arousal and valence of each frame, from -10 to 10 or `null`, and 68 landmarks.
 * The values are divided by 10. Frames are sorted by number, whether or not their names are padded with zeros.
 *
 * @param text Content of a file such as `01/001/001.json`.
 * @returns the labels of frame 0, 1, …, with the actor.
 * @throws LabelError if the text is not such JSON, a value is out of range, or a frame occurs twice.
 * @see Kossaifi et al. 2017, https://doi.org/10.1016/j.imavis.2017.02.001
 * @example
 * ```ts
 * import { parseAfewVa } from '@ssvaerr/datasets';
 *
 * const frames = { '00000': { arousal: 5, valence: -2.5 }, '00001': { arousal: null, valence: null } };
 * const { actor, arousal, valence } = parseAfewVa(JSON.stringify({ actor: 'Jane Doe', frames }));
 * console.log(actor, Array.from(arousal), Array.from(valence)); // Jane Doe [ 0.5, NaN ] [ -0.25, NaN ]
 * ```
 */
export function parseAfewVa(text: string): AfewVaClip {
  const clip = fieldsOf(parsed(text), 'the content');
  const entries = Object.entries(fieldsOf(clip.frames, "'frames'")).map(([key, frame]) => ({
    key,
    frame: fieldsOf(frame, `frame ${shown(key)}`),
    index: indexOf(key),
  }));
  if (entries.length === 0) throw new LabelError("'frames' must not be empty.");
  const frames = entries.reduce((most, { index }) => Math.max(most, index + 1), 0);
  const [arousal, valence] = [missing(frames), missing(frames)];
  const seen = new Set<number>();
  for (const { key, frame, index } of entries) {
    if (seen.has(index)) throw new LabelError(`frame ${shown(key)} must occur once only.`);
    seen.add(index);
    arousal[index] = ratingOf(frame.arousal, key, 'arousal');
    valence[index] = ratingOf(frame.valence, key, 'valence');
  }
  const isMarked = entries.some(({ frame }) => hasLandmarks(frame.landmarks));
  const landmarks = isMarked ? new Float32Array(frames * numbers).fill(Number.NaN) : null;
  for (const { key, frame, index } of entries) {
    if (landmarks && hasLandmarks(frame.landmarks)) {
      landmarks.set(pointsOf(frame.landmarks, key), index * numbers);
    }
  }
  const videoId = textOf(clip.video_id, 'video_id');
  return { actor: textOf(clip.actor, 'actor'), videoId, frames, arousal, valence, landmarks };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new LabelError('must be a JSON file, which it is not, or not completely.', null, {
      cause: error,
    });
  }
}

function fieldsOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new LabelError(`${name} must be an object, got ${shownValue(value)}.`);
}

function indexOf(key: string): number {
  const index = /^\d+$/.test(key) ? Number(key) : Number.NaN;
  if (index < mostFrames) return index;
  throw new LabelError(
    `a frame must be named by a number of up to five digits, got '${shown(key)}'.`,
  );
}

const missing = (frames: number) => new Float64Array(frames).fill(Number.NaN);

function ratingOf(value: unknown, key: string, name: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'number' && Math.abs(value) <= 10) return value / 10;
  throw new LabelError(
    `frame ${key}: '${name}' must be a number from -10 to 10 or null, got ${shownValue(value)}.`,
  );
}

/** Rating tools write no landmarks, null, or an empty list. */
const hasLandmarks = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

function pointsOf(value: unknown, key: string): readonly number[] {
  const isPoint = (point: unknown) =>
    Array.isArray(point) &&
    point.length === 2 &&
    point.every((x) => typeof x === 'number' && Number.isFinite(Math.fround(x)));
  if (Array.isArray(value) && value.length === numbers / 2 && value.every(isPoint)) {
    return (value as number[][]).flat();
  }
  throw new LabelError(`frame ${key}: 'landmarks' must be 68 pairs of numbers.`);
}

function textOf(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value.trim().replace(/\s+/g, ' ') || null;
  throw new LabelError(`'${name}' must be a text, got ${shownValue(value)}.`);
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const shownValue = (value: unknown): string => shown(JSON.stringify(value) ?? 'nothing');

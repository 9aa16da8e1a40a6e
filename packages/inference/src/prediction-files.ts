import { basename, join } from 'node:path';
import { formatRecord, writeFileAtomic } from '@ssvaerr/host/node';
import type { Calibration } from '@ssvaerr/metrics';
import type { Trace } from '@ssvaerr/report';
import { traceSvg } from '@ssvaerr/report';
import { tracePng } from './_trace-png.ts';
import { predictionFormat } from './prediction-record.ts';
import type { FaceTrace, VideoPrediction } from './video-prediction.ts';

/** Describes the origin of a prediction; `NAME.json` records it. */
export interface PredictionSource {
  /** Path of the video. */
  readonly path: string;
  /** The run that the network comes from. */
  readonly run: string;
  /** Side of the face crops, in pixels. */
  readonly side: number;
  /** Origin of the training clips, as free text. */
  readonly trainedOn: string;
  /** Whether the network was trained on synthetic faces only. */
  readonly syntheticOnly: boolean;
  /** The calibration that was applied to the predictions; null if none was. */
  readonly calibration: Calibration | null;
}

/** Names of the files of one face. */
export interface FaceFiles {
  /** Table with one row per frame. */
  readonly csv: string;
  /** Chart of arousal and valence. */
  readonly svg: string;
  /** The same chart in pixels. */
  readonly png: string;
}

/**
 * Writes the predictions for a video: a table and two charts per face, and at last `NAME.json`, which
 * {@link readPrediction} reads.
 *
 * @param out folder of the files; it is made if it does not exist.
 * @param name begins the names of the files.
 * @returns the names of the files.
 * @throws FileError if a file cannot be written.
 * @example
 * ```ts
 * import { mkdtemp, readdir, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { writePrediction } from '@ssvaerr/inference';
 *
 * const out = await mkdtemp(join(tmpdir(), 'inference-'));
 * const [arousal, valence, quality] = [[0.1, 0.3], [0.2, 0], [1, 1]].map((x) => Float32Array.from(x));
 * const face = { arousal: arousal!, valence: valence!, quality: quality!, boxes: [], thumbnails: [] };
 * const video = { fps: 25, width: 640, height: 480 };
 * const info = { ...video, seconds: 0.08, codec: 'h264', audio: undefined, start: 0 };
 * const prediction = { info, ...video, frames: 2, faces: [face], damage: null }; // of `predictVideo`
 * const origin = { path: 'talk.mp4', run: 'run', trainedOn: 'talks', syntheticOnly: false };
 * await writePrediction(out, 'talk', prediction, { ...origin, side: 96, calibration: null });
 * console.log((await readdir(out)).sort().join(' ')); // talk.csv talk.json talk.png talk.svg
 * await rm(out, { recursive: true });
 * ```
 */
export async function writePrediction(
  out: string,
  name: string,
  prediction: VideoPrediction,
  source: PredictionSource,
): Promise<{ json: string; faces: FaceFiles[] }> {
  const { info, fps, frames, faces, damage } = prediction;
  const { path, run, trainedOn, syntheticOnly, side, calibration } = source;
  const files: FaceFiles[] = [];
  for (const [i, face] of faces.entries()) {
    const id = faceId(name, i, faces.length);
    const trace = asTrace(id, face, fps, side);
    const [csv, svg, png] = [`${id}.csv`, `${id}.svg`, `${id}.png`];
    await writeFileAtomic(join(out, csv), faceCsv(face, fps));
    await writeFileAtomic(join(out, svg), traceSvg(trace));
    await writeFileAtomic(join(out, png), tracePng(trace));
    files.push({ csv, svg, png });
  }
  const json = `${name}.json`;
  const content = {
    video: basename(path),
    info,
    fps,
    frames,
    seconds: frames / fps,
    damage,
    run,
    calibration,
    trainedOn,
    syntheticOnly,
    faces: faces.map((face, i) => ({ ...summary(face), ...files[i]!, ...series(face) })),
  };
  await writeFileAtomic(join(out, json), formatRecord(predictionFormat, content, 0));
  return { json, faces: files };
}

/** The name of a face's files: the name of the video, with a number if there are several faces. */
const faceId = (name: string, index: number, count: number): string =>
  count === 1 ? name : `${name}.${index + 1}`;

/** Formats the trace of a face as CSV: one row per frame, with empty columns where the face is not seen. */
export function faceCsv({ arousal, valence, quality }: FaceTrace, fps: number): string {
  const text = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(6));
  const rows = Array.from(arousal, (value, t) =>
    [t, (t / fps).toFixed(3), text(value), text(valence[t]!), quality[t]!.toFixed(3)].join(','),
  );
  return `frame,time,arousal,valence,quality\n${rows.join('\n')}\n`;
}

/** Gives the trace of a face as the chart takes it, without labels. */
export function asTrace(name: string, face: FaceTrace, fps: number, side: number): Trace {
  const unknown = new Float32Array(face.arousal.length).fill(Number.NaN);
  return {
    clip: name,
    subject: '',
    fps,
    labels: { arousal: unknown, valence: unknown },
    predictions: face,
    thumbnails: face.thumbnails.map(({ frame, crop }) => ({
      frame,
      height: side,
      width: side,
      pixels: crop,
    })),
  };
}

/** Mean and standard deviation over the frames in which the face was seen. */
function summary({ arousal, valence }: FaceTrace) {
  const moments = (values: Float32Array) => {
    const known = values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const square = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
    return { mean, std: Math.sqrt(square) };
  };
  const seen = arousal.filter((value) => !Number.isNaN(value)).length;
  return {
    seen: seen / arousal.length,
    summary: { arousal: moments(arousal), valence: moments(valence) },
  };
}

/** The values of a face to six digits; null where it was not seen. */
const series = ({ arousal, valence, quality }: FaceTrace) => ({
  arousal: Array.from(arousal, rounded),
  valence: Array.from(valence, rounded),
  quality: Array.from(quality, rounded),
});

const rounded = (value: number) => (Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6);

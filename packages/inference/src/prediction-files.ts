import { basename, join } from 'node:path';
import { formatRecord, writeFileAtomic } from '@ssvaerr/host/node';
import type { Calibration } from '@ssvaerr/metrics';
import type { Trace } from '@ssvaerr/report';
import { traceSvg } from '@ssvaerr/report';
import type { FaceTrace, VideoPrediction } from './predict-video.ts';
import { predictionFormat } from './prediction-record.ts';
import { tracePng } from './trace-png.ts';

/** Where a prediction comes from. */
export interface PredictionSource {
  readonly path: string;
  /** Of the run. */
  readonly run: string;
  /** Side of the crops that the network looked at. */
  readonly side: number;
  /** What the network was trained on. */
  readonly trainedOn: string;
  readonly syntheticOnly: boolean;
  /** Calibration applied to the network's output; null: none. */
  readonly calibration: Calibration | null;
}

/** Files of one face, by their names in the folder. */
export interface FaceFiles {
  readonly csv: string;
  readonly svg: string;
  readonly png: string;
}

/**
 * Writes the tables and pictures of a video, and last of all `NAME.json`.
 *
 * @returns the names of the files.
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

/** The name of a face's files: that of the video if it shows one face, else numbered. */
const faceId = (name: string, index: number, count: number): string =>
  count === 1 ? name : `${name}.${index + 1}`;

/** A line a frame; empty where no face was seen. */
export function faceCsv({ arousal, valence, quality }: FaceTrace, fps: number): string {
  const text = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(6));
  const rows = Array.from(arousal, (value, t) =>
    [t, (t / fps).toFixed(3), text(value), text(valence[t]!), quality[t]!.toFixed(3)].join(','),
  );
  return `frame,time,arousal,valence,quality\n${rows.join('\n')}\n`;
}

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

/** Moments over the frames in which the face was seen. */
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

/** null where no face was seen. */
const series = ({ arousal, valence, quality }: FaceTrace) => ({
  arousal: Array.from(arousal, rounded),
  valence: Array.from(valence, rounded),
  quality: Array.from(quality, rounded),
});

const rounded = (value: number) => (Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6);

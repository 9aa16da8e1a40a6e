import { join } from 'node:path';
import { duration, Interrupted, type Log, type Progress } from '@ssvaerr/host';
import {
  type PredictionSource,
  type PredictVideoOptions,
  predictVideo,
  writeOverlay,
  writePrediction,
} from '@ssvaerr/inference';
import { applyCalibration, type Calibration } from '@ssvaerr/metrics';
import { NoVideo, VideoError } from '@ssvaerr/video';
import type { ListedVideo } from './list-videos.ts';

export interface PredictVideosOptions {
  /** Folder of the results. */
  readonly out: string;
  readonly predicting: Omit<PredictVideoOptions, 'signal' | 'onFrame'>;
  /** Written with each prediction, besides the path of its video. */
  readonly origin: Omit<PredictionSource, 'path' | 'calibration'>;
  readonly calibration: Calibration | null;
  /** Whether each video is written again with its traces. */
  readonly overlay: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Outcome for the videos. */
export interface PredictedVideos {
  readonly predicted: { video: string; json: string; faces: number; seconds: number }[];
  readonly skipped: { video: string; reason: string }[];
  /** A line per predicted video. */
  readonly lines: string[];
}

/**
 * Predicts videos one after the other and writes their results. A video that cannot be used does not stop the rest.
 *
 * @throws Interrupted if `signal` is aborted.
 */
export async function predictVideos(
  videos: readonly ListedVideo[],
  options: PredictVideosOptions,
): Promise<PredictedVideos> {
  const { out, log } = options;
  const results: PredictedVideos = { predicted: [], skipped: [], lines: [] };
  for (const video of videos) {
    const { shown, inFolder } = video;
    try {
      const { line, ...prediction } = await predictOne(video, options);
      results.predicted.push({ video: shown, ...prediction });
      results.lines.push(line);
    } catch (error) {
      if (error instanceof Interrupted) throw new Interrupted(`${out}: continue with --resume.`);
      if (!(error instanceof VideoError)) throw error;
      if (inFolder && error instanceof NoVideo) continue;
      log.warn(`skipped ${shown}: ${error.what}`);
      results.skipped.push({ video: shown, reason: error.what });
    }
  }
  return results;
}

async function predictOne(
  { path, shown, name }: ListedVideo,
  { out, predicting, origin, calibration, overlay, log, signal }: PredictVideosOptions,
) {
  const began = performance.now();
  let progress: Progress | undefined;
  const onFrame = (total: number) => {
    progress ??= log.progress({ task: shown, unit: 'frames', total });
    progress.advance(1);
  };
  const raw = await predictVideo(path, { ...predicting, signal, onFrame }).finally(() =>
    progress?.end(),
  );
  const prediction = calibration
    ? { ...raw, faces: raw.faces.map((face) => applyCalibration(face, calibration)) }
    : raw;
  const { faces, damage, frames } = prediction;
  if (faces.length === 0) throw new VideoError(shown, 'shows no face.');
  if (damage) log.warn(`${shown}: ${damage}`);
  if (overlay) {
    log.info(`${shown}: drawing ...`);
    const drawing = { ffmpeg: predicting.ffmpeg, side: origin.side, signal };
    await writeOverlay(path, join(out, `${name}.mp4`), prediction, drawing);
  }
  const source = { ...origin, path, calibration };
  const written = await writePrediction(out, name, prediction, source);
  const json = join(out, written.json);
  const seconds = frames / prediction.fps;
  const took = (performance.now() - began) / 1000;
  const seen = faces.map(({ quality }) => quality.filter((value) => value > 0).length / frames);
  const share = `a face in ${Math.round(100 * Math.max(...seen))} %`;
  const several = faces.length > 1 ? `, ${faces.length} faces` : '';
  const line = `${shown}: ${duration(seconds)} in ${duration(took)}, ${share}${several}: ${json}`;
  return { json, faces: faces.length, seconds, line };
}

import type { Split } from '@ssvaerr/data';
import { clipsOf, type Store } from '@ssvaerr/data/node';
import { Interrupted, type Log, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { loadModel, predictionCsv, predictSplit } from '@ssvaerr/inference';
import {
  applyCalibration,
  type Calibration,
  RecordingMetric,
  type SplitScores,
} from '@ssvaerr/metrics';
import type { RunFolder } from '../runs/run-folder.ts';

/**
 * Predicts a split with the best network of a run, writes a table for each video, and scores them.
 *
 * @param into the folder of the tables below `predictions`. Default: the split's name.
 * @param calibration what is done to the predictions. Default: nothing.
 * @throws UserError if the run has no network yet, or the split no clip.
 */
export async function evaluateRun(
  folder: RunFolder,
  store: Store,
  {
    split,
    into = split,
    calibration,
  }: {
    readonly split: Split;
    readonly into?: string;
    readonly calibration?: Calibration | undefined;
  },
  log: Log,
  signal: AbortSignal,
): Promise<SplitScores> {
  const clips = clipsOf(store, split);
  if (clips.length === 0) throw new UserError(`${store.root}: has no ${split} clips.`);
  const { model, info } = await loadModel(folder.best);
  if (info.height !== store.info.height || info.width !== store.info.width) {
    log.warn(
      `${store.root}: frames are ${store.info.width} x ${store.info.height}, the network was trained on ${info.width} x ${info.height}.`,
    );
  }
  const progress = log.progress({ task: split, unit: 'videos', total: clips.length });
  const metric = new RecordingMetric();
  try {
    for await (const raw of predictSplit(model, store, split, info)) {
      const prediction = calibration ? applyCalibration(raw, calibration) : raw;
      metric.update(prediction);
      const file = folder.predictions(into, prediction.clip.id);
      await writeFileAtomic(file, predictionCsv(prediction));
      progress.advance(1);
      if (signal.aborted) throw new Interrupted(`${folder.path}: predictions are incomplete.`);
    }
  } finally {
    progress.end();
    model.dispose();
  }
  return metric.compute();
}

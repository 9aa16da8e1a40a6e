import { clipsOf, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { Interrupted, UserError } from '@ssvaerr/host';
import { loadModel, type Prediction, predictSplit } from '@ssvaerr/inference';
import { type Calibration, type CalibrationStep, fitCalibration } from '@ssvaerr/metrics';
import { writeCalibration } from '../runs/calibration-file.ts';
import type { RunFolder } from '../runs/run-folder.ts';

/**
 * Fits a calibration to what a run's best network says of its own validation clips, and stores it with
 * the run.
 *
 * @param store the run's.
 * @throws UserError if the run has no network yet; Interrupted if `signal` says so.
 */
export async function calibrateRun(
  folder: RunFolder,
  store: Store,
  steps: readonly CalibrationStep[],
  log: Log,
  signal: AbortSignal,
): Promise<Calibration> {
  const total = clipsOf(store, 'validation').length;
  if (total === 0) throw new UserError(`${store.root}: has no validation clips to calibrate on.`);
  const { model, info } = await loadModel(folder.best);
  const progress = log.progress({ task: 'calibrate', unit: 'videos', total });
  const predictions: Prediction[] = [];
  try {
    for await (const prediction of predictSplit(model, store, 'validation', info)) {
      predictions.push(prediction);
      progress.advance(1);
      if (signal.aborted) throw new Interrupted(`${folder.path}: nothing was fitted.`);
    }
  } finally {
    progress.end();
    model.dispose();
  }
  const calibration = fitCalibration(predictions, steps);
  await writeCalibration(folder, calibration, steps);
  return calibration;
}

import { assertFinite, assertLength, framesOf, keptFrames } from './_checks.ts';
import type { LabeledPrediction } from './labeled-prediction.ts';

/**
 * Checks a prediction at the public door of `where`.
 *
 * @returns the indices of the frames that count.
 */
export function checkPrediction(where: string, prediction: LabeledPrediction): number[] {
  const { arousal, valence, labels, mask } = prediction;
  const frames = framesOf(where, 'arousal', arousal, 1);
  assertLength(where, 'valence', valence, frames);
  assertLength(where, 'labels', labels, 2 * frames);
  const kept = keptFrames(where, frames, mask);
  assertFinite(where, 'arousal', arousal, 1, kept);
  assertFinite(where, 'valence', valence, 1, kept);
  assertFinite(where, 'labels', labels, 2, kept);
  return kept;
}

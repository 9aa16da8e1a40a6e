import { checkPrediction } from './_check-prediction.ts';
import { type Concordance, ConcordanceMetric } from './concordance-metric.ts';
import type { Dimension, LabeledPrediction } from './labeled-prediction.ts';
import type { RecordingScores, Scores, SplitScores } from './scores.ts';

/**
 * Scores predictions of arousal and valence, recording by recording: over all frames, as the paper
 * does, and as the mean of each recording's own CCC.
 *
 * @example
 * ```ts
 * import { RecordingMetric } from '@ssvaerr/metrics';
 *
 * const metric = new RecordingMetric();
 * metric.update({ arousal: [0.1, 0.4], valence: [0, 0.2], labels: [0.2, 0.1, 0.5, 0.3] });
 * metric.update({ arousal: [0, 0.2], valence: [0.1, 0.3], labels: [0.1, 0.1, 0.3, 0.3] });
 * const { arousal, videos } = metric.compute();
 * console.log(videos, arousal.ccc.toFixed(2), arousal.meanVideoCcc.toFixed(2)); // 2 0.81 0.74
 * ```
 */
export class RecordingMetric {
  readonly #all = new ConcordanceMetric({ outputs: 2 });
  #recordings: readonly RecordingScores[] = [];

  /**
   * Adds one recording.
   *
   * @throws RangeError, with nothing added, on lengths that differ, on a mask entry that is not 0 or
   *   1, and on a kept value that is not finite; TypeError on what is not an array.
   */
  update(prediction: LabeledPrediction): void {
    checkPrediction('RecordingMetric.update', prediction);
    const { arousal, valence, labels, mask } = prediction;
    const predictions = new Float64Array(labels.length);
    for (let t = 0; t < arousal.length; t++) {
      predictions[2 * t] = arousal[t]!;
      predictions[2 * t + 1] = valence[t]!;
    }
    const own = new ConcordanceMetric({ outputs: 2 });
    own.update(predictions, labels, mask);
    this.#all.merge(own);
    this.#recordings = [...this.#recordings, ofBoth(own)];
  }

  /** Adds all recordings that `other` has seen, behind its own, and leaves `other` as it is. */
  merge(other: RecordingMetric): void {
    this.#all.merge(other.#all);
    this.#recordings = [...this.#recordings, ...other.#recordings];
  }

  /** The scores of each recording, in the order in which they were added. */
  get recordings(): readonly RecordingScores[] {
    return this.#recordings;
  }

  /** The scores over all recordings so far. */
  compute(): SplitScores {
    const all = ofBoth(this.#all);
    const scores = (dimension: Dimension): Scores => {
      const { ccc, pcc, rmse } = all[dimension];
      const labelled = this.#recordings.filter((scores) => scores[dimension].count > 0);
      const sum = labelled.reduce((sum, scores) => sum + scores[dimension].ccc, 0);
      return { ccc, pcc, rmse, meanVideoCcc: sum / labelled.length };
    };
    return {
      arousal: scores('arousal'),
      valence: scores('valence'),
      videos: this.#recordings.length,
      frames: all.arousal.count,
    };
  }

  /** Forgets all recordings. */
  reset(): void {
    this.#all.reset();
    this.#recordings = [];
  }
}

function ofBoth(metric: ConcordanceMetric): RecordingScores {
  const [arousal, valence] = metric.compute() as readonly [Concordance, Concordance];
  return { arousal, valence };
}

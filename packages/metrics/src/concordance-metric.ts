import { assertCount, assertFinite, assertLength, framesOf, keptFrames } from './_checks.ts';
import { type Concordance, concordance } from './_concordance.ts';
import { type Moments, mergedMoments, momentsOf, noMoments } from './_moments.ts';

export type { Concordance } from './_concordance.ts';

/** Options of {@link ConcordanceMetric}. */
export interface ConcordanceMetricOptions {
  /** Numbers a frame, >= 1. Default 1. */
  readonly outputs?: number;
}

/**
 * Measures CCC, PCC, MSE and RMSE of each output over any number of chunks of frames, in float64.
 *
 * Any order and any cut of the same frames gives the same result up to rounding. This is the paper's
 * metric, "calculated on the combined videos of the test set"; {@link RecordingMetric} also averages
 * over recordings.
 *
 * @see Lin 1989, https://doi.org/10.2307/2532051 (moments divided by n, 1e-8 added to the denominator);
 *   Chan, Golub and LeVeque 1983 for merging.
 * @example
 * ```ts
 * import { ConcordanceMetric } from '@ssvaerr/metrics';
 *
 * const metric = new ConcordanceMetric({ outputs: 2 });
 * metric.update([0.1, -0.2, 0.4, 0.3], [0.2, -0.1, 0.5, 0.2]); // two frames of (arousal, valence)
 * const [arousal, valence] = metric.compute();
 * console.log(arousal.ccc.toFixed(2), valence?.ccc.toFixed(2)); // 0.82 0.88
 * ```
 */
export class ConcordanceMetric {
  readonly outputs: number;
  #moments: readonly Moments[];

  /** @throws RangeError if `outputs` is not an integer >= 1. */
  constructor({ outputs = 1 }: ConcordanceMetricOptions = {}) {
    assertCount('ConcordanceMetric', 'outputs', outputs);
    this.outputs = outputs;
    this.#moments = nothing(outputs);
  }

  /**
   * Adds frames.
   *
   * @param predictions `[frames, outputs]`, row-major.
   * @param targets `[frames, outputs]`, row-major.
   * @param mask `[frames]`: 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default:
   *   every frame counts.
   * @throws RangeError, with nothing added, on lengths that differ, on a mask entry that is not 0 or
   *   1, and on a kept value that is not finite; TypeError on what is not an array.
   */
  update(
    predictions: ArrayLike<number>,
    targets: ArrayLike<number>,
    mask?: ArrayLike<number | boolean>,
  ): void {
    const { outputs } = this;
    const where = 'ConcordanceMetric.update';
    const frames = framesOf(where, 'predictions', predictions, outputs);
    assertLength(where, 'targets', targets, predictions.length);
    const kept = keptFrames(where, frames, mask);
    assertFinite(where, 'predictions', predictions, outputs, kept);
    assertFinite(where, 'targets', targets, outputs, kept);
    this.#moments = this.#moments.map((moments, output) => {
      const column = (values: ArrayLike<number>) =>
        kept.map((frame) => values[frame * outputs + output]!);
      return mergedMoments(moments, momentsOf(column(predictions), column(targets)));
    });
  }

  /**
   * Adds all frames that `other` has seen, and leaves `other` as it is.
   *
   * @throws RangeError if `other` has another number of outputs.
   */
  merge(other: ConcordanceMetric): void {
    if (other.outputs !== this.outputs) {
      throw new RangeError(
        `ConcordanceMetric.merge: 'other' must have ${this.outputs} outputs, got ${other.outputs}.`,
      );
    }
    this.#moments = this.#moments.map((moments, i) => mergedMoments(moments, other.#moments[i]!));
  }

  /** Agreement over all frames so far, one entry an output. */
  compute(): readonly [Concordance, ...Concordance[]] {
    const [first, ...rest] = this.#moments.map((moments) => concordance(moments));
    return [first!, ...rest];
  }

  /** Forgets all frames. */
  reset(): void {
    this.#moments = nothing(this.outputs);
  }
}

const nothing = (outputs: number) => Array.from({ length: outputs }, () => noMoments);

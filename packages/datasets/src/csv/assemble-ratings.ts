import type { Fusion } from '@ssvaerr/metrics';
import { joinRaters, type Rating } from '../join-raters.ts';
import { LabelError } from '../label-error.ts';
import type { LabelSeries, Trace } from '../label-series.ts';
import type { VideoTiming } from '../source.ts';
import type { RatingTrace } from './parse-ratings.ts';

/** A trace with what the name of its file tells. */
export interface NamedTrace extends Omit<RatingTrace, 'dimension' | 'rater'> {
  readonly dimension: 'arousal' | 'valence';
  /** Empty if there is one rater without a name. */
  readonly rater: string;
}

/** Seconds between the samples of a label that holds for a whole recording. */
const step = 0.5;

/**
 * Joins the traces of one recording into labels. A rater whose two dimensions are in two files is one rater.
 *
 * @param fusion How several raters are fused. Default `mean`.
 * @throws LabelError if a rater has one dimension only, or one twice; if the length of the video is not known and
 *   there is one label for all of it.
 * @example
 * ```ts
 * import { assembleRatings, parseRatings } from '@ssvaerr/datasets';
 *
 * const [arousal, valence] = parseRatings('frame,arousal,valence\n0,0.5,0\n1,0.25,1\n');
 * const traces = [arousal!, valence!].map((trace) => ({ ...trace, dimension: trace.dimension!, rater: '' }));
 * console.log(Array.from(assembleRatings(traces, { fps: 25, seconds: null }).times)); // [ 0, 0.04 ]
 * ```
 */
export function assembleRatings(
  traces: readonly NamedTrace[],
  timing: VideoTiming,
  fusion?: Fusion,
): LabelSeries {
  const raters = [...new Set(traces.map(({ rater }) => rater))];
  const ratings = raters.map((rater): Rating => {
    const of = (dimension: 'arousal' | 'valence') => {
      const found = traces.filter(
        (trace) => trace.rater === rater && trace.dimension === dimension,
      );
      if (found.length !== 1) {
        const whose = rater === '' ? '' : ` by '${rater}'`;
        const problem = found.length === 0 ? 'no' : 'more than one';
        throw new LabelError(`has ${problem} rating of ${dimension}${whose}.`);
      }
      return inSeconds(found[0]!, timing);
    };
    return { name: rater, arousal: of('arousal'), valence: of('valence') };
  });
  return joinRaters(ratings, fusion);
}

function inSeconds({ unit, times, values }: NamedTrace, { fps, seconds }: VideoTiming): Trace {
  if (unit === 'seconds') return { times, values };
  if (unit === 'frames') return { times: times.map((frame) => frame / fps), values };
  if (seconds === null) {
    throw new LabelError(
      "has one label for the whole recording, whose length its file does not state: give the label a column 'time'.",
    );
  }
  const all = Float64Array.from({ length: Math.ceil(seconds / step) }, (_, i) => i * step);
  const covered = Float64Array.of(...all, Math.max(seconds, step));
  return { times: covered, values: covered.map(() => values[0]!) };
}

/** A prediction for an utterance, beside its label. */
export interface OmgPrediction {
  /** The name of the video. */
  readonly video: string;
  readonly prediction: number;
  readonly label: number;
}

/** The score of the OMG-Emotion challenge, of one dimension. */
export interface OmgScore {
  /** Mean of the videos' CCCs, in [-1, 1]; NaN without such a video. */
  readonly ccc: number;
  /** Number of videos in the mean. */
  readonly videos: number;
  /** Number of videos that are not in the mean, because their CCC is not defined. */
  readonly undefinedVideos: number;
}

/**
 * Scores predictions of one dimension as the OMG-Emotion challenge does: CCC of each video over its utterances, then the mean
 * over videos. Utterances belong to a video by its name, in any order. Where predictions or labels of a video are constant, as they are with
 * a single utterance, the challenge's program divides 0 by 0 and its mean is NaN; here such videos are counted and left out.
 *
 * This is not `meanVideoCcc` of `@ssvaerr/metrics`, where utterances are recordings and CCC is over their frames.
 *
 * @throws RangeError if a prediction or label is not finite.
 * @see https://github.com/knowledgetechnologyuhh/OMGEmotionChallenge, `calculateEvaluationCCC.py`.
 * @example
 * ```ts
 * import { omgScore } from '@ssvaerr/datasets';
 *
 * const predictions = [
 *   { video: 'a', prediction: 0, label: 0 },
 *   { video: 'a', prediction: 1, label: 2 },
 *   { video: 'b', prediction: 1, label: 1 },
 * ];
 * console.log(omgScore(predictions)); // { ccc: 0.6666666666666666, videos: 1, undefinedVideos: 1 }
 * ```
 */
export function omgScore(predictions: Iterable<OmgPrediction>): OmgScore {
  const videos = new Map<string, OmgPrediction[]>();
  for (const utterance of predictions) {
    const { video, prediction, label } = utterance;
    if (!Number.isFinite(prediction) || !Number.isFinite(label)) {
      throw new RangeError(
        `omgScore: 'predictions' must have finite numbers, got ${prediction} with label ${label}.`,
      );
    }
    videos.set(video, [...(videos.get(video) ?? []), utterance]);
  }
  const scores = Array.from(videos.values(), ccc).filter((score) => !Number.isNaN(score));
  const sum = scores.reduce((sum, score) => sum + score, 0);
  return {
    ccc: sum / scores.length,
    videos: scores.length,
    undefinedVideos: videos.size - scores.length,
  };
}

/** CCC with moments divided by n; NaN if one side is constant, as with Pearson's correlation in the original. */
function ccc(utterances: readonly OmgPrediction[]): number {
  const [p, t] = [
    utterances.map(({ prediction }) => prediction),
    utterances.map(({ label }) => label),
  ];
  const isConstant = (values: readonly number[]) => values.every((value) => value === values[0]);
  if (isConstant(p) || isConstant(t)) return Number.NaN;
  const n = utterances.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanP, meanT] = [mean(p), mean(t)];
  const covariance = mean(p.map((value, i) => (value - meanP) * (t[i]! - meanT)));
  const variances =
    mean(p.map((value) => (value - meanP) ** 2)) + mean(t.map((value) => (value - meanT) ** 2));
  return (2 * covariance) / (variances + (meanP - meanT) ** 2);
}

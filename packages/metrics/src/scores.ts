import type { Concordance } from './concordance-metric.ts';
import type { Dimension } from './labeled-prediction.ts';

/** The scores of one dimension over all frames of a split, its recordings concatenated. */
export interface Scores {
  /** Concordance correlation, in [-1, 1]: the paper's figure. NaN if no frame counted. */
  readonly ccc: number;
  /** Pearson's correlation, in [-1, 1]. */
  readonly pcc: number;
  /** Root of the mean squared error, in units of the labels. */
  readonly rmse: number;
  /** Mean over the recordings of each one's own CCC; those without a label are left out. */
  readonly meanVideoCcc: number;
}

/** Arousal and valence together. */
export interface SplitScores {
  readonly arousal: Scores;
  readonly valence: Scores;
  /** Recordings, with and without labels. */
  readonly videos: number;
  /** Frames with a label. */
  readonly frames: number;
}

/** Agreement within one recording; NaN, and `count` 0, if it has no label. */
export type RecordingScores = Readonly<Record<Dimension, Concordance>>;

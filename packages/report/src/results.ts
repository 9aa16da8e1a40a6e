/** Scores of one dimension over the frames of a split, its videos concatenated. */
export interface Scores {
  /** Concordance correlation coefficient, in [-1, 1]; the measure that the paper reports. */
  readonly ccc: number;
  /** Pearson's correlation coefficient, in [-1, 1]. */
  readonly pcc: number;
  /** Root mean square error, in units of the labels. */
  readonly rmse: number;
  /** Mean over the videos of each video's own CCC, in [-1, 1]. */
  readonly meanVideoCcc: number;
}

/** Scores of arousal and valence on one split. */
export interface SplitScores {
  readonly arousal: Scores;
  readonly valence: Scores;
  /** Number of videos in the split. */
  readonly videos: number;
  /** Number of frames with a label. */
  readonly frames: number;
}

/** One epoch of supervised training, as a report shows it. */
export interface EpochMetrics {
  /** The first epoch is 1. */
  readonly epoch: number;
  /** Mean training loss over the optimizer steps of the epoch; NaN leaves a gap in the curve. */
  readonly loss: number;
  readonly validation: SplitScores;
  /** Wall time of the epoch, validation included. */
  readonly seconds: number;
  /** Frames that went through the network per second of training. */
  readonly framesPerSecond: number;
  /** Whether no earlier epoch had a higher mean of the two validation CCCs. */
  readonly best: boolean;
}

/** The outcome of a finished training run. */
export interface Results {
  /** Name of the engine that finished the run. */
  readonly engine: string;
  /** Wall time of the whole run. */
  readonly seconds: number;
  /** The epoch whose weights were kept; the first epoch is 1. */
  readonly bestEpoch: number;
  /** Number of trained parameters. */
  readonly parameters: number;
  readonly validation: SplitScores;
  /** Absent if the data set has no test split. */
  readonly test?: SplitScores;
}

/** One epoch of pretext training, as a report shows it. */
export interface PretrainEpoch {
  /** The first epoch is 1. */
  readonly epoch: number;
  /** Optimizer steps since the beginning of the run. */
  readonly step: number;
  readonly learningRate: number;
  /** Mean training loss over the optimizer steps of the epoch; NaN leaves a gap in the curve. */
  readonly loss: number;
  /** What the method measures beside its loss, such as signs of a collapse, by name. */
  readonly monitors: Readonly<Record<string, number>>;
  /** Wall time of the epoch. */
  readonly seconds: number;
  /** Frames that went through the network per second of training. */
  readonly framesPerSecond: number;
}

/** Test CCCs, in [-1, 1], of a ridge regression on the features of a frozen encoder. */
export interface Probe {
  readonly arousal: number;
  readonly valence: number;
}

/** The outcome of a finished pretext run. */
export interface PretrainResults {
  /** Wall time of the training. */
  readonly seconds: number;
  /** Absent if the data set lacks labels or a split. */
  readonly probe?: {
    /** The trained encoder. */
    readonly pretrained: Probe;
    /** The untrained encoder: the weights with which training started. */
    readonly random: Probe;
    /** The untrained encoder with batch-norm statistics calibrated on the training clips. */
    readonly settled?: Probe;
  };
}

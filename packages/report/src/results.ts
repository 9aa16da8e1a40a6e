/** What is measured of one dimension over all frames of a split, its videos concatenated. */
export interface Scores {
  /** Concordance correlation, in [-1, 1]: the paper's figure. */
  readonly ccc: number;
  /** Pearson's correlation. */
  readonly pcc: number;
  /** In units of the labels. */
  readonly rmse: number;
  /** Mean of the CCC of every video alone. */
  readonly meanVideoCcc: number;
}

/** Of both dimensions. */
export interface SplitScores {
  readonly arousal: Scores;
  readonly valence: Scores;
  /** Videos, and frames with a label. */
  readonly videos: number;
  readonly frames: number;
}

/** A line of `metrics.jsonl`, written after each epoch. */
export interface EpochMetrics {
  readonly epoch: number;
  /** Optimizer steps so far. */
  readonly step: number;
  readonly learningRate: number;
  /** Mean training loss of the epoch's steps. */
  readonly loss: number;
  /** Mean norm of the gradient. */
  readonly gradientNorm: number;
  readonly validation: SplitScores;
  /** Wall time of this epoch, validation included. */
  readonly seconds: number;
  /** Training frames through the network per second. */
  readonly framesPerSecond: number;
  /** Whether `best.safetensors` is from here: highest mean of the two validation CCCs so far. */
  readonly best: boolean;
}

/** `results.json` of a run. */
export interface Results {
  readonly formatVersion: 1;
  readonly engine: string;
  /** Wall time of the whole command. */
  readonly seconds: number;
  readonly bestEpoch: number;
  readonly parameters: number;
  readonly validation: SplitScores;
  readonly test?: SplitScores;
  /** `ridge`: regression on 24 x 24 pixels; `mean`: the training labels' mean. On the test split. */
  readonly baselines?: Readonly<Record<string, SplitScores>>;
}

/** A line of `metrics.jsonl` of a pretext run. */
export interface PretrainEpoch {
  readonly epoch: number;
  /** Optimizer steps so far. */
  readonly step: number;
  readonly learningRate: number;
  /** Mean training loss of the epoch's steps. */
  readonly loss: number;
  /** What tells a collapse, by the method; on one batch. */
  readonly monitors: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly framesPerSecond: number;
}

/** Test CCC of a ridge regression on frozen features. */
export interface Probe {
  readonly arousal: number;
  readonly valence: number;
  /** Chosen on the validation clips. */
  readonly ridge: number;
}

/** `results.json` of a pretext run. */
export interface PretrainResults {
  readonly formatVersion: 1;
  readonly method: string;
  readonly engine: string;
  /** Wall time of the training. */
  readonly seconds: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** Means of the last encoder's monitors over the validation clips, where these fill a batch. */
  readonly validation?: Readonly<Record<string, number>>;
  /** Where the store has labels and all splits. */
  readonly probe?: {
    /** Of the encoder. */
    readonly pretrained: Probe;
    /** Of the random weights that it began with; its batch norms do nothing yet. */
    readonly random: Probe;
    /** Of the same weights, with the batch norms' statistics of the training clips. */
    readonly settled?: Probe;
  };
}

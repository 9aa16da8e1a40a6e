import type { SplitScores } from '@ssvaerr/metrics';

/** One epoch of supervised training, as a report shows it. */
export interface EpochMetrics {
  /** The first epoch is 1. */
  readonly epoch: number;
  /** Mean training loss over the optimizer steps of the epoch; NaN leaves a gap in the curve. */
  readonly loss: number;
  readonly validation: SplitScores;
  /** Wall time of the epoch in seconds, validation included. */
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
  /** Wall time of the whole run in seconds. */
  readonly seconds: number;
  /** The epoch whose weights were kept; the first epoch is 1. */
  readonly bestEpoch: number;
  /** Number of trained parameters. */
  readonly parameters: number;
  readonly validation: SplitScores;
  /** Absent if the data set has no test split, or no labels in it. */
  readonly test?: SplitScores;
}

/** One epoch of pretext training, as a report shows it. */
export interface PretrainEpoch {
  /** The first epoch is 1. */
  readonly epoch: number;
  /** Optimizer steps since the beginning of the run. */
  readonly step: number;
  /** Learning rate of the last step of the epoch. */
  readonly learningRate: number;
  /** Mean training loss over the optimizer steps of the epoch; NaN leaves a gap in the curve. */
  readonly loss: number;
  /** The method's monitors by name, such as measures of collapse. */
  readonly monitors: Readonly<Record<string, number>>;
  /** Wall time of the epoch in seconds. */
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
  /** Wall time of the training in seconds. */
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

/** Values over time. */
export interface Trace {
  /** Seconds from the first frame of the recording, `[samples]`, strictly ascending. */
  readonly times: ArrayLike<number>;
  /** `[samples]`, NaN where missing. */
  readonly values: ArrayLike<number>;
}

/** Arousal and valence of a recording as one rater gave them, at the times of a {@link LabelSeries}. */
export interface RaterTrace {
  /** The name of the rater in the files of the data set. */
  readonly name: string;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly arousal: ArrayLike<number>;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly valence: ArrayLike<number>;
}

/** The labels of a recording over time, at any rate, without a shift: {@link labelsAt} puts them on frames. */
export interface LabelSeries {
  /** Seconds from the first frame of the recording, `[samples]`, strictly ascending. */
  readonly times: ArrayLike<number>;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly arousal: ArrayLike<number>;
  /** `[samples]`, in [-1, 1], NaN where missing. */
  readonly valence: ArrayLike<number>;
  /** The traces that `arousal` and `valence` were fused from; absent if the data set has one label only. */
  readonly raters?: readonly RaterTrace[];
}

/** An output of the network. */
export type Dimension = 'arousal' | 'valence';

/** The predictions for one recording, beside its labels; arrays of any kind. */
export interface LabeledPrediction {
  /** `[frames]`. */
  readonly arousal: ArrayLike<number>;
  /** `[frames]`. */
  readonly valence: ArrayLike<number>;
  /** `[frames, 2]`, row-major: (arousal, valence). */
  readonly labels: ArrayLike<number>;
  /**
   * `[frames]`: 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default: every frame
   * counts.
   */
  readonly mask?: ArrayLike<number | boolean>;
}

/** The features of one clip, from a frozen encoder, and its labels; arrays of any kind, row-major. */
export interface ProbeClip {
  /** `[frames, features]`. */
  readonly features: ArrayLike<number>;
  /** `[frames, 2]`: (arousal, valence). */
  readonly labels: ArrayLike<number>;
  /**
   * `[frames]`: 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default: every frame
   * counts.
   */
  readonly mask?: ArrayLike<number | boolean>;
}

/** Clips, which may be produced one after the other. */
export type ProbeClips = Iterable<ProbeClip> | AsyncIterable<ProbeClip>;

/** The clips of each split. */
export interface ProbeSplits {
  /** At least 2 frames that count. */
  readonly train: ProbeClips;
  /** Needed only to choose among several values of `ridge`. */
  readonly validation?: ProbeClips;
  /** At least one frame that counts. */
  readonly test: ProbeClips;
}

/** An RGB image: the red, green and blue bytes of each pixel, row by row. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A box in pixels of the frame; the pixel in column 0 spans x = 0 to 1. It may extend beyond the frame. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A face found by a detector. */
export interface Detection {
  readonly box: Box;
  /** Confidence of the detector, in [0, 1]. */
  readonly score: number;
}

/** The networks that tracking requires: two detectors and a landmark network. */
export interface FaceLandmarker {
  /** Returns every face in the frame: the slow and thorough detector. */
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** Returns the face in or near `box`, if there is one: the fast detector, which confirms a tracked face. */
  verify(frame: Frame, box: Box): Promise<Detection | undefined>;
  /**
   * Returns 68 points of the face in `box`, x and y in turn in iBUG 300-W order: 136 numbers in pixels of the frame.
   */
  landmarks(frame: Frame, box: Box): Promise<Float32Array>;
  /** Frees the networks. */
  dispose(): void;
}

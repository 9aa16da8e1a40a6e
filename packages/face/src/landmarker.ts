/** A picture: red, green, blue of each pixel, row by row, 0 to 255. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** In pixels of the frame: the pixel in column 0 reaches from x = 0 to x = 1. May reach beyond the edge. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A face that a detector found. */
export interface Detection {
  readonly box: Box;
  /** Confidence of the detector, in [0, 1]. */
  readonly score: number;
}

/** Finds faces in pictures: what tracking needs of networks. */
export interface FaceLandmarker {
  /** Every face of a frame. Slow and thorough. */
  detect(frame: Frame): Promise<readonly Detection[]>;
  /** The face that stands in or about `box`, or undefined. Fast; landmarks alone do not tell. */
  verify(frame: Frame, box: Box): Promise<Detection | undefined>;
  /** x and y of 68 points (the iBUG 300-W order) of the face in `box`: 136 numbers in pixels of the frame. */
  landmarks(frame: Frame, box: Box): Promise<Float32Array>;
  dispose(): void;
}

/** A picture: red, green, blue of each pixel, row by row, 0 to 255. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** In pixels of the frame; may reach beyond its edge. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Finds faces in pictures: what tracking needs of networks. */
export interface FaceLandmarker {
  /** Every face of a frame, with a score in [0, 1]. Slow and thorough. */
  detect(frame: Frame): Promise<readonly { readonly box: Box; readonly score: number }[]>;
  /** Whether a face still stands in or about `box`. Fast; landmarks alone do not tell. */
  verify(frame: Frame, box: Box): Promise<boolean>;
  /** x and y of 68 points (the iBUG 300-W order) of the face in `box`: 136 numbers in pixels of the frame. */
  landmarks(frame: Frame, box: Box): Promise<Float32Array>;
  dispose(): void;
}

import type { CropOptions } from './alignment.ts';
import type { Box } from './landmarker.ts';

/** Options of the crops of {@link alignFaces} and {@link alignGivenFaces}; times are in seconds of video. */
export interface AlignedCropOptions extends CropOptions {
  /** Frame rate of the video, frames per second; converts the times below to frames. */
  readonly fps: number;
  /** Longest gap within one track; its frames are interpolated. Default 0.5. */
  readonly gapSeconds?: number;
  /**
   * Window over which landmarks are averaged, in seconds and centered on each frame; 0 turns smoothing off.
   * Default 0.2.
   */
  readonly smoothSeconds?: number;
  /** Whether a crop has one gray byte per pixel, or red, green and blue. Default `'gray'`. */
  readonly color?: 'gray' | 'rgb';
}

/** One face in one frame, aligned upright in a square crop. */
export interface AlignedFace {
  /** Track number, counted from 0; a face keeps it for as long as it is tracked. */
  readonly track: number;
  /**
   * Crop of the face, row by row: `size * size` gray bytes, or `size * size * 3` with `color: 'rgb'`, where the
   * red, green and blue of a pixel follow each other.
   */
  readonly crop: Uint8Array;
  /** Smoothed x and y of 68 points, in pixels of the frame. */
  readonly landmarks: Float32Array;
  /** Box of the face in the frame: {@link faceBox} of the landmarks. */
  readonly box: Box;
  /**
   * Confidence of detection and alignment, in [0, 1]: detector score (1 for given landmarks) x share of the crop
   * inside the frame x `1 - misfit / 0.2` (see {@link alignToMeanFace}), halved where the face is interpolated.
   */
  readonly quality: number;
  /** Whether the face was interpolated between earlier and later frames because it was not found in this one. */
  readonly interpolated: boolean;
}

/** The faces of one frame, ordered by track number; none if no face was found. */
export interface AlignedFrame {
  /** Index of the frame, from 0. */
  readonly index: number;
  readonly faces: readonly AlignedFace[];
}

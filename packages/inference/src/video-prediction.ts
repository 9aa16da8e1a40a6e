import type { Box } from '@ssvaerr/face';
import type { VideoInfo } from '@ssvaerr/video';
import type { KeptCrop } from './_kept-crops.ts';

/** Predictions of a network for a video. */
export interface VideoPrediction {
  /** Properties of the video, from the header of the file. */
  readonly info: VideoInfo;
  /** Frames per second at which the video was read. */
  readonly fps: number;
  /** Number of frames at that rate. */
  readonly frames: number;
  /** Width of the frames in pixels; the boxes refer to it. */
  readonly width: number;
  /** Height of the frames in pixels. */
  readonly height: number;
  /** One trace per face; none if no face was seen. */
  readonly faces: readonly FaceTrace[];
  /** The problem of a file that could not be read to its end; null if there was none. */
  readonly damage: string | null;
}

/** Predictions for one face over the whole video: `[frames]` each. */
export interface FaceTrace {
  /** In [-1, 1]; NaN where the face is not seen. */
  readonly arousal: Float32Array;
  /** In [-1, 1]; NaN where the face is not seen. */
  readonly valence: Float32Array;
  /** Quality of the detected face, in [0, 1]; 0 where the face is not seen. */
  readonly quality: Float32Array;
  /** The face in each frame; undefined where it is not seen. */
  readonly boxes: readonly (Box | undefined)[];
  /** Some crops `[side, side]`, evenly spaced over the video. */
  readonly thumbnails: readonly KeptCrop[];
}

export { type AlignOptions, alignFaces } from './align-faces.ts';
export { alignGivenFaces, type GivenLandmarks } from './align-given-faces.ts';
export type { AlignedCropOptions, AlignedFace, AlignedFrame } from './aligned-frame.ts';
export { type Alignment, alignToMeanFace, type CropOptions } from './alignment.ts';
export { faceBox } from './face-box.ts';
export {
  FaceTracker,
  type TrackedFace,
  type TrackedFrame,
  type TrackOptions,
} from './face-tracker.ts';
export { type GrayImage, toGray } from './gray.ts';
export { interpolateGap } from './interpolate-gap.ts';
export type { Box, Detection, FaceLandmarker, Frame } from './landmarker.ts';
export { meanFace } from './mean-face.ts';
export { isPlausibleFace, isPlausibleStep } from './plausible.ts';
export {
  applySimilarity,
  invertSimilarity,
  type Similarity,
  similarityTransform,
} from './similarity.ts';
export { smoothLandmarks } from './smooth-landmarks.ts';
export { warpGray } from './warp-gray.ts';
export { warpRgb } from './warp-rgb.ts';

export { UserError } from '@ssvaerr/host';
export {
  type DecodeAudioOptions,
  type DecodeFramesOptions,
  decodeAudio,
  decodeFrames,
  findFfmpeg,
  probe,
  VideoError,
  type VideoInfo,
} from '@ssvaerr/video';
export { type Engine, startEngine } from './host/engine.ts';
export { type EngineName, engineNames } from './host/engine-names.ts';
export { loadLandmarker } from './host/landmarker.ts';
export {
  type FaceTrace,
  type PredictVideoOptions,
  predictVideo,
  type VideoPrediction,
} from './predict/predict-video.ts';
export { loadModel } from './runs/checkpoint.ts';
export type { ModelInfo } from './runs/model-info.ts';

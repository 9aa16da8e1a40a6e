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
export { type Engine, type EngineName, engineNames, startEngine } from './host/engine.ts';
export { loadLandmarker } from './host/landmarker.ts';
export {
  type FaceTrace,
  type PredictVideoOptions,
  predictVideo,
  type VideoPrediction,
} from './predict/predict-video.ts';
export { loadModel, type ModelInfo } from './runs/checkpoint.ts';

export { type Engine, type EngineName, engineNames, startEngine } from './engine.ts';
export {
  type FaceTrace,
  type PredictVideoOptions,
  predictVideo,
  type VideoPrediction,
} from './predict/predict-video.ts';
export { loadLandmarker } from './preprocess/landmarker.ts';
export { loadModel, type ModelInfo } from './run/checkpoint.ts';
export { UserError } from './user-error.ts';
export { type DecodeAudioOptions, decodeAudio } from './video/decode-audio.ts';
export { type DecodeFramesOptions, decodeFrames } from './video/decode-frames.ts';
export { findFfmpeg } from './video/find-ffmpeg.ts';
export { probe, type VideoInfo } from './video/probe.ts';
export { VideoError } from './video/video-error.ts';

export { type ComplaintOptions, complaint } from './complaint.ts';
export { audioRate, type DecodeAudioOptions, decodeAudio } from './decode-audio.ts';
export { type DecodeFramesOptions, decodeFrames } from './decode-frames.ts';
export {
  type DecodedPicture,
  type DecodePicturesOptions,
  decodePictures,
} from './decode-pictures.ts';
export { findFfmpeg } from './find-ffmpeg.ts';
export type { Frame } from './frame.ts';
export { inputArgs } from './input-args.ts';
export { ppmFrames } from './ppm-frames.ts';
export { probe, type VideoInfo } from './probe.ts';
export { type Ended, type Ffmpeg, runFfmpeg } from './run-ffmpeg.ts';
export { NoVideo, VideoError } from './video-error.ts';

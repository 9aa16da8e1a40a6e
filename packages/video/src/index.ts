export { audioRate, type DecodeAudioOptions, decodeAudio } from './decode-audio.ts';
export { type DecodeFramesOptions, decodeFrames, ppmFrames } from './decode-frames.ts';
export { complaint, type Ended, type Ffmpeg, inputArgs, runFfmpeg } from './ffmpeg.ts';
export { findFfmpeg } from './find-ffmpeg.ts';
export { NoVideo, probe, type VideoInfo } from './probe.ts';
export { VideoError } from './video-error.ts';

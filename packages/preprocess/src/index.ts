export type { AudioFeatures } from './audio-features.ts';
export { AudioTrack, type ClipAudio } from './audio-track.ts';
export { clipId, clipName } from './clip-names.ts';
export {
  type Extracted,
  type ExtractedClip,
  type ExtractJob,
  type ExtractSink,
  type ExtractTools,
  extractClips,
  type PictureFrames,
} from './extract-clips.ts';
export type { ExtractOptions } from './extract-options.ts';
export type { Extractor } from './extractor.ts';
export { extractorHere } from './extractor-here.ts';
export { type ExtractorThreads, extractorsInThreads } from './extractors-in-threads.ts';
export type { LabelSummary } from './label-summary.ts';
export { logMelFeatures } from './log-mel-features.ts';
export { type LookedAt, type LookOptions, lookAtFiles, type VideoFile } from './look-at-files.ts';
export { type PlannedVideo, type PreprocessPlan, planPreprocess } from './plan.ts';
export { preprocess } from './preprocess.ts';
export type { LabelOptions, PreprocessOptions, StoredAudio } from './preprocess-options.ts';
export type { PreprocessSummary } from './preprocess-summary.ts';
export { serveExtractor } from './serve-extractor.ts';
export { serveSynthesis } from './serve-synthesis.ts';
export { isSilent } from './silence.ts';
export { speechEmbedding } from './speech-embedding.ts';
export type { SyntheticColor } from './synthetic-clip.ts';
export { type SyntheticStoreOptions, writeSyntheticStore } from './synthetic-store.ts';
export type { ClipEntry, RecordedVideo, VideoEntry } from './video-entry.ts';

export type { AudioFeatures } from './audio-features.ts';
export { clipId, clipName } from './clip-names.ts';
export {
  type Extracted,
  type ExtractedClip,
  type ExtractJob,
  type ExtractOptions,
  type ExtractSink,
  type ExtractTools,
  extractClips,
} from './extract-clips.ts';
export {
  type Extractor,
  type ExtractorThreads,
  extractorHere,
  extractorsInThreads,
} from './extractors.ts';
export { type ClipEntry, Ledger, type LedgerOptions, type VideoEntry } from './ledger.ts';
export { logMelFeatures } from './log-mel-features.ts';
export { type LookedAt, lookAtFiles } from './look-at-files.ts';
export { type PreprocessOptions, type PreprocessPlan, planPreprocess } from './plan.ts';
export { type PreprocessSummary, preprocess } from './preprocess.ts';
export { serveExtractor } from './serve-extractor.ts';
export { isSilent } from './silence.ts';
export { SoundTrack } from './sound-track.ts';

export type { NewClip } from './_new-clip.ts';
export { indexHash } from './index-hash.ts';
export { type LoadEpochOptions, type LoadedBatch, loadEpoch } from './load-epoch.ts';
export { clipsOf, openStore, type Store } from './open-store.ts';
export {
  readAudio,
  readFrames,
  readLabels,
  readRaters,
  type Span,
  type StoreLike,
} from './read-clip.ts';
export { StoreError } from './store-error.ts';
export { type CreateStoreOptions, createStore, type StoreWriter } from './store-writer.ts';
export { type StoreProblem, verifyStore } from './verify-store.ts';
export {
  type Video,
  type VideoPiece,
  type WholeVideosOptions,
  wholeVideos,
} from './whole-videos.ts';

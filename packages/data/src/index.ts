export {
  type AudioBatch,
  assembleBatch,
  type Batch,
  type BatchShape,
  type SegmentData,
  type Shaped,
} from './batch.ts';
export {
  type AudioInfo,
  type Channels,
  type Dataset,
  type DatasetInfo,
  formatDataset,
  parseDataset,
} from './dataset.ts';
export { grayFrames } from './gray-frames.ts';
export { maskLabels } from './labels.ts';
export {
  type Clip,
  formatClip,
  type Manifest,
  parseClip,
  parseManifest,
  type Split,
  type StoredFile,
  splits,
} from './manifest.ts';
export {
  type NpyArray,
  type NpyDType,
  type NpyHeader,
  type NpyValues,
  npyDataOffset,
  npyPrefixBytes,
  readNpy,
  readNpyHeader,
  writeNpy,
  writeNpyHeader,
} from './npy.ts';
export {
  mergePixelSums,
  type PixelStatistics,
  type PixelSums,
  pixelStatistics,
  pixelSums,
} from './pixel-statistics.ts';
export { normalizePixels, unitPixels } from './pixels.ts';
export {
  type AudioSpanOptions,
  audioSpan,
  type ClipLength,
  clipPieces,
  type EpochPlanOptions,
  epochPlan,
  type Piece,
  type PieceOptions,
  type Segment,
} from './segments.ts';

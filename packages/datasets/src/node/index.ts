export { afewVa } from './afew-va/afew-va.ts';
export { affWild2 } from './aff-wild2/aff-wild2.ts';
export { affectNet } from './affectnet/affectnet.ts';
export { type CsvSourceOptions, csvSource } from './csv/csv-source.ts';
export {
  type RatedRecording,
  type RatedRecordingsOptions,
  ratedRecordings,
} from './csv/rated-recordings.ts';
export type { DatasetFormat, DatasetOptions } from './dataset-format.ts';
export { type DrawnSplits, drawnSplits } from './drawn-splits.ts';
export { datasetFormats } from './formats.ts';
export { withLandmarks } from './landmarks/with-landmarks.ts';
export { lrs3 } from './lrs3/lrs3.ts';
export { omg } from './omg/omg.ts';
export { readLabels } from './read-labels.ts';
export { recola } from './recola/recola.ts';
export { sewa } from './sewa/sewa.ts';
export { findVideos, type InputFile, type InputFiles } from './videos/find-videos.ts';
export { parseShares, type Shares, splitOf } from './videos/split-of.ts';
export { type VideosSourceOptions, videosSource } from './videos/videos-source.ts';

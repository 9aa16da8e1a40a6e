export { findVideos, type InputFile, type InputFiles } from './videos/find-videos.ts';
export { parseShares, type Shares, splitOf, subjectOf } from './videos/split-of.ts';

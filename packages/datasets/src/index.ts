export { type AfewVaClip, parseAfewVa } from './afew-va/parse-afew-va.ts';
export { type AffWildLabels, parseAffWild1, parseAffWild2 } from './aff-wild2/parse-aff-wild2.ts';
export {
  type AffectNetPicture,
  affectNetLines,
  parseAffectNet,
} from './affectnet/parse-affectnet.ts';
export {
  type DelaysByRater,
  delaysByRater,
  type MeanDelays,
  meanDelays,
  shiftRaters,
} from './align-raters.ts';
export type { Dimension } from './csv/_header.ts';
export { assembleRatings, type NamedTrace } from './csv/assemble-ratings.ts';
export { type LabelName, labelNames } from './csv/label-names.ts';
export { parseRatings, type RatingsOptions, type RatingTrace } from './csv/parse-ratings.ts';
export { parseTime } from './csv/parse-time.ts';
export { parseScale, type Scale } from './csv/scale.ts';
export { splitNamed } from './csv/split-named.ts';
export { evenRaters, type RatersAtTimes } from './even-raters.ts';
export { type FrameLabels, frameSeries } from './frame-series.ts';
export { fuseRaters } from './fuse-raters.ts';
export { joinRaters, type Rating } from './join-raters.ts';
export { LabelError } from './label-error.ts';
export type { LabelSeries, RaterTrace, Trace } from './label-series.ts';
export { type LabelsAtOptions, labelsAt } from './labels-at.ts';
export { parseLandmarks } from './landmarks/parse-landmarks.ts';
export { type Lrs3Box, type Lrs3Text, type Lrs3Word, parseLrs3 } from './lrs3/parse-lrs3.ts';
export { type OmgPrediction, type OmgScore, omgScore } from './omg/omg-score.ts';
export { omgSeries } from './omg/omg-series.ts';
export { type OmgUtterance, parseOmg } from './omg/parse-omg.ts';
export { parseRecolaCentred } from './recola/parse-recola-centred.ts';
export { parseRecolaGold, type RecolaGold } from './recola/parse-recola-gold.ts';
export { parseRecolaRatings, type RecolaRatings } from './recola/parse-recola-ratings.ts';
export { type RecolaPartition, recolaPartitions } from './recola/splits.ts';
export {
  parseSewaAligned,
  type SewaAligned,
  type SewaAlignedOptions,
} from './sewa/parse-sewa-aligned.ts';
export { parseSewaAvec, type SewaAvec } from './sewa/parse-sewa-avec.ts';
export { parseSewaSegment, type SewaSegment } from './sewa/parse-sewa-segment.ts';
export {
  type FaceChoice,
  faceChoices,
  type LabelReader,
  type Labels,
  type LandmarkReader,
  type Landmarks,
  type LeftOut,
  type Picture,
  type Pictures,
  type PicturesItem,
  type Source,
  type SourceItem,
  type TimeRange,
  type VideoItem,
  type VideoTiming,
} from './source.ts';
export { parseSplitFile, type SplitRow } from './splits/parse-split-file.ts';
export { withSplits } from './splits/with-splits.ts';
export { type Delimiter, parseTable, type Row, type Table } from './tables/parse-table.ts';
export { parseValue } from './tables/parse-value.ts';
export { type Interpolation, interpolations, type ResampleOptions, valuesAt } from './values-at.ts';
export { withPictureRate } from './with-picture-rate.ts';

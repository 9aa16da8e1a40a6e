export { type AfewVaClip, parseAfewVa } from './afew-va/parse-afew-va.ts';
export { type AffWildLabels, parseAffWild1, parseAffWild2 } from './aff-wild2/parse-aff-wild2.ts';
export { type FrameLabels, frameSeries } from './frame-series.ts';
export { joinRaters, type Rating } from './join-raters.ts';
export { LabelError } from './label-error.ts';
export type { LabelSeries, RaterTrace, Trace } from './label-series.ts';
export { type LabelsAtOptions, labelsAt } from './labels-at.ts';
export { type OmgPrediction, type OmgScore, omgScore } from './omg/omg-score.ts';
export { omgSeries } from './omg/omg-series.ts';
export { type OmgUtterance, parseOmg } from './omg/parse-omg.ts';
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
export { type Delimiter, parseTable, type Row, type Table } from './tables/parse-table.ts';
export { parseValue } from './tables/parse-value.ts';
export { type Interpolation, interpolations, type ResampleOptions, valuesAt } from './values-at.ts';

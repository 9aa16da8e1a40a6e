export { type ChartOptions, chart } from './chart.ts';
export { contactSheet, type SheetClip } from './contact-sheet.ts';
export { type Dimension, dimensions } from './dimensions.ts';
export { escapeText, html, Markup, type Part } from './markup.ts';
export { score } from './numbers.ts';
export { renderReport } from './page.ts';
export type { PretextRun, ReportData, ReportInfo, ReportRun, Trace } from './report-data.ts';
export type {
  EpochMetrics,
  PretrainEpoch,
  PretrainResults,
  Probe,
  Results,
  Scores,
  SplitScores,
} from './results.ts';
export { leader } from './standing.ts';
export { css, policy } from './style.ts';
export { type GrayPicture, grayPng, pictureUri } from './thumbnails.ts';
export { timeAxis } from './trace-chart.ts';
export { traceSvg } from './trace-picture.ts';

export { type ChartOptions, chart } from './chart.ts';
export { contactSheet, type SheetClip } from './contact-sheet.ts';
export { dimensions } from './dimensions.ts';
export { type EpochChartOptions, type EpochLine, epochChart, type Level } from './epoch-chart.ts';
export { type GrayPicture, grayPng, pictureUri } from './gray-png.ts';
export { type HeatRow, heatTable } from './heat-table.ts';
export { leader, type Standing } from './leader.ts';
export { annotationStyle, type LineStyle, legend, lineStyle } from './line-style.ts';
export { escapeText, html, Markup, type Part } from './markup.ts';
export { count, counted, score } from './numbers.ts';
export { type PageOptions, page } from './page.ts';
export { type FoldsData, renderFolds } from './render-folds.ts';
export { renderReport } from './render-report.ts';
export { type FailedTrial, renderSweep, type SweepData } from './render-sweep.ts';
export type {
  Monitor,
  PretextRun,
  Ratings,
  ReportData,
  ReportInfo,
  ReportRun,
  Thumbnail,
  Trace,
} from './report-data.ts';
export type {
  EpochMetrics,
  PretrainEpoch,
  PretrainResults,
  Probe,
  Results,
} from './results.ts';
export { type ScoreRow, scoresTable } from './scores-table.ts';
export { css } from './style.ts';
export { timeAxis, traceChart } from './trace-chart.ts';
export type { TraceLine } from './trace-lines.ts';
export { traceSvg } from './trace-svg.ts';
export { wideTable } from './wide-table.ts';

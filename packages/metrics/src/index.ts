export { applyCalibration } from './apply-calibration.ts';
export {
  type Calibration,
  type CalibrationStep,
  calibrationSteps,
  type DimensionCalibration,
} from './calibration.ts';
export {
  type Concordance,
  ConcordanceMetric,
  type ConcordanceMetricOptions,
} from './concordance-metric.ts';
export { concordantLine, type FreeCoefficients, type Line } from './concordant-line.ts';
export { describeCalibration } from './describe-calibration.ts';
export { eweWeights } from './ewe-weights.ts';
export { fitCalibration } from './fit-calibration.ts';
export { type Fusion, fuseTraces, fusions } from './fuse-traces.ts';
export type { Dimension, LabeledPrediction } from './labeled-prediction.ts';
export type { LinearMap } from './linear-map.ts';
export {
  type LinearProbeOptions,
  type LinearProbeResult,
  linearProbe,
  type ProbePrediction,
} from './linear-probe.ts';
export { medianFilter } from './median-filter.ts';
export type { ProbeClip, ProbeClips, ProbeSplits } from './probe-clip.ts';
export { type RaterAgreement, raterAgreement } from './rater-agreement.ts';
export { type RaterDelaysOptions, raterDelays } from './rater-delays.ts';
export { RecordingMetric } from './recording-metric.ts';
export { RidgeRegression, type RidgeRegressionOptions } from './ridge-regression.ts';
export type { RecordingScores, Scores, SplitScores } from './scores.ts';
export { selectionScore } from './selection-score.ts';
export { shiftTrace } from './shift-trace.ts';
export { type Spread, spread } from './spread.ts';
export {
  type AgreementSummary,
  type NamedAgreement,
  summarizeAgreement,
} from './summarize-agreement.ts';

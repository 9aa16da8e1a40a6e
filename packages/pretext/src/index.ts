export { assertDistinct } from './assert-distinct.ts';
export { assertGroups, type BatchNorm, type BatchNormOptions, batchNorm } from './batch-norm.ts';
export { centralSlice } from './central-slice.ts';
export { embeddingStd, entropy, lossAgainstUniform, marginalEntropy } from './collapse.ts';
export type { Network, PretextEncoder, Variables } from './encoder.ts';
export { l2Normalize } from './l2-normalize.ts';
export {
  type LinearProbeOptions,
  type LinearProbeResult,
  linearProbe,
  type ProbeClip,
  type ProbeClips,
  type ProbePrediction,
  type ProbeSplits,
} from './linear-probe.ts';
export { MlpHead, type MlpHeadOptions } from './mlp-head.ts';
export { namedVariable } from './named-variable.ts';
export { poolOverTime } from './pool-over-time.ts';
export type { PretextMethod } from './pretext-method.ts';
export { copyToTeacher, teacherOf } from './teacher.ts';
export { type TrainStepOptions, trainStep } from './train-step.ts';
export { assertViews, type TimeOptions } from './views.ts';

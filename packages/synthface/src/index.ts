export type { Light } from './_canvas.ts';
export type { OverTime } from './_drift.ts';
export type { Articulation, Expression } from './_face-shape.ts';
export type { Pose } from './_placement.ts';
export type { Backdrop } from './_scene.ts';
export { type ActionUnits, actionUnitsOf, restingFace } from './action-units.ts';
export { type Affect, affectOf } from './affect.ts';
export { audioRate, synthesiseSpeech, type Voice } from './audio.ts';
export { type Clip, type ClipOptions, synthesiseClip, type Truth } from './clip.ts';
export {
  type ClipDescription,
  type DataSetOptions,
  describeDataSet,
  type Split,
  synthesiseDataSet,
} from './data-set.ts';
export { type Identity, identityOf } from './identity.ts';
export { landmarksOf } from './landmarks.ts';
export { type Rater, rate, ratersOf } from './raters.ts';
export { renderFace, type View } from './render.ts';
export { speechOf } from './speech.ts';
export { tintFrames } from './tint-frames.ts';
export { generatorVersion } from './version.ts';

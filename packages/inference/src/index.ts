export type { KeptCrop } from './_kept-crops.ts';
export { assertTakes } from './assert-takes.ts';
export type { EmbedContext, EmbedInput, Skipped } from './embed-input.ts';
export type { ContentId, EmbeddedClip, EmbeddingOrigin } from './embedding-record.ts';
export { type ClipToEmbed, EmbeddingWriter, type WithinVideo } from './embedding-writer.ts';
export { fileContentId } from './file-content-id.ts';
export { framesOf } from './frames-of.ts';
export {
  type ActivationGuess,
  activationOf,
  type Imported,
  type ImportOptions,
  IncompleteError,
  importWeights,
} from './import-weights.ts';
export { makeNetwork, type NetworkOptions, networkInputs } from './make-network.ts';
export { defaultMargin, marginFor, marginRange } from './margin.ts';
export {
  type EncoderInfo,
  isWhole,
  type ModelInfo,
  modelMetadata,
  parseModelMetadata,
} from './model-info.ts';
export { networkFunction } from './network-function.ts';
export {
  frameEpsilon,
  type Normalization,
  normalizationOf,
  normalizations,
  normalized,
} from './normalization.ts';
export { onnxModel } from './onnx-model.ts';
export { type OpenedWeights, openWeights } from './open-weights.ts';
export { type Prediction, predictionCsv, predictSplit } from './predict-split.ts';
export { type PredictVideoOptions, predictVideo } from './predict-video.ts';
export { type FaceFiles, type PredictionSource, writePrediction } from './prediction-files.ts';
export { type PredictionRecord, readPrediction } from './prediction-record.ts';
export { scoreBaselines } from './score-baselines.ts';
export { storeInput } from './store-input.ts';
export { tfjsModel, tfjsWeightsFile } from './tfjs-model.ts';
export {
  assignWeights,
  loadModel,
  loadTrained,
  readWeights,
  saveModel,
  type Trained,
  type Weights,
} from './trained.ts';
export type { FaceTrace, VideoPrediction } from './video-prediction.ts';
export { type VideosOptions, videosInput } from './videos-input.ts';
export { type OverlayOptions, writeOverlay } from './write-overlay.ts';

export type { FreezeOptions } from './_encode.ts';
export type { GruWeights } from './_gru-weights.ts';
export type { Variables } from './_variables.ts';
export {
  type BidirectionalGruOptions,
  type BidirectionalGruWeights,
  bidirectionalGru,
} from './bidirectional-gru.ts';
export { DownstreamModel, type DownstreamOptions } from './downstream-model.ts';
export {
  type EncodeVideoOptions,
  encodeVideo,
  predictVideo,
  type VideoPieces,
} from './encode-video.ts';
export { Encoder, type EncoderOptions, type ForwardOptions } from './encoder.ts';
export { type GruLayerOptions, gruLayer } from './gru-layer.ts';
export type { Network } from './network.ts';
export type { NetworkInputs } from './network-inputs.ts';
export {
  type Activation,
  countParameters,
  type DownstreamConfig,
  downstreamParameters,
  type EncoderConfig,
  encoderParameters,
  type InitialOptions,
  type ParameterSpec,
} from './parameters.ts';
export { loadStateDict, toStateDict, type WithWeights } from './state-dict.ts';
export { registerWasmFilterGradient } from './wasm-filter-gradient.ts';

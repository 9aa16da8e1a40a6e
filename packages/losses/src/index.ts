export { type CccOptions, ccc, cccLoss, cccPerSequence } from './ccc.ts';
export {
  type CompositeOptions,
  type CompositeTerms,
  type CompositeWeights,
  compositeLoss,
  compositeTerms,
  type Term,
  type TermWeights,
} from './composite.ts';
export { crossEntropy } from './cross-entropy.ts';
export { type DecodeOptions, decode } from './decode.ts';
export { type BinOptions, binCenters, discretise, oneHotBins } from './discretise.ts';
export { compositeForLayers, forLayers, type LayersLoss } from './for-layers.ts';
export { type KMeansOptions, type KMeansResult, kMeans } from './k-means.ts';
export { type MaskOptions, maskOf } from './mask.ts';
export { mse } from './mse.ts';
export { type NcceOptions, ncce } from './ncce.ts';
export { nearestCentroid } from './nearest-centroid.ts';
export { type Dimension, type Output, splitOutput } from './split-output.ts';
export { tableIII } from './table-iii.ts';

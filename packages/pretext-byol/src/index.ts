export { Byol, type ByolBatch, type ByolOptions } from './byol.ts';
export { type ByolPair, byolLoss } from './byol-loss.ts';
export { negativeCosineSimilarity } from './negative-cosine-similarity.ts';
export { byolPresets } from './presets.ts';

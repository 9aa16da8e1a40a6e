export { Adam, type AdamOptions } from './adam.ts';
export { AdamW, type AdamWOptions } from './adamw.ts';
export { type ClippedGradients, clipByGlobalNorm, clipByParameterNorm } from './clip.ts';
export { emaUpdate } from './ema.ts';
export type { Exclusion } from './exclusion.ts';
export { LARS, type LARSOptions } from './lars.ts';
export {
  type CosineOptions,
  constant,
  cosine,
  type LinearWarmUpOptions,
  linearWarmUp,
  perEpoch,
  type Schedule,
} from './schedule.ts';
export { SGD, type SGDOptions } from './sgd.ts';

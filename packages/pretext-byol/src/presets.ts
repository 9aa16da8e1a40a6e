import { constant } from '@ssvaerr/optim';

/**
 * Settings of known implementations, to be spread into the options of `Byol`. All have 4096 hidden units and 256
 * outputs in the projector; the momentum rises from 0.99 to 1 unless stated.
 *
 * - `deepMind`: the paper's settings and `Byol`'s defaults: 4096 hidden units in the predictor, no bias in last layers.
 * - `soloLearn`: its settings for ResNet-18 on ImageNet-100: 8192 hidden units in the predictor, all biases.
 * - `lucidrains`: `byol-pytorch`, which SS-VAERR's authors used: 4096 hidden units, all biases, constant momentum 0.99.
 *
 * @example
 * ```ts
 * import { byolPresets } from '@ssvaerr/pretext-byol';
 *
 * console.log(byolPresets.soloLearn.predictorHidden, byolPresets.deepMind.lastBias); // 8192 false
 * ```
 */
export const byolPresets = {
  deepMind: { projectorHidden: 4096, projection: 256, predictorHidden: 4096, lastBias: false },
  soloLearn: { projectorHidden: 4096, projection: 256, predictorHidden: 8192, lastBias: true },
  lucidrains: {
    projectorHidden: 4096,
    projection: 256,
    predictorHidden: 4096,
    lastBias: true,
    momentum: constant(0.99),
  },
} as const;

import { constant } from '@ssvaerr/optim';

/**
 * What known implementations choose, to be spread into the options of `Byol`. They share 4096 hidden
 * numbers of the projector and 256 out. The momentum rises from 0.99 to 1 unless said.
 *
 * - `deepMind`: the paper's, and `Byol`'s defaults: 4096 hidden in the predictor, no bias in last layers.
 * - `soloLearn`: its ResNet-18 recipe for ImageNet-100: 8192 hidden in the predictor, all biases.
 * - `lucidrains`: `byol-pytorch`, which SS-VAERR's authors used: 4096, all biases, momentum 0.99 always.
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

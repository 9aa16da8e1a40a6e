import { batchViews, byol } from '@ssvaerr/augment';
import type { LoadedBatch } from '@ssvaerr/data/node';
import { cosine } from '@ssvaerr/optim';
import { embeddingStd, trainStep } from '@ssvaerr/pretext';
import { Byol, type ByolBatch } from '@ssvaerr/pretext-byol';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import type { ByolConfig } from '../config/pretrain-config.ts';
import { normalised } from '../networks/normalization.ts';
import { clipsOfBatch } from '../tasks/downstream-step.ts';
import { initialEncoder } from './initial-encoder.ts';
import { clipsOfStep, ofTwoMoments } from './moments.ts';
import type { Recipe, RecipeContext } from './recipe.ts';

/** Two distorted views of each clip; the online network predicts how the target sees the other one. */
export function byolRecipe(
  config: ByolConfig,
  { height, pixel, stepsPerEpoch }: RecipeContext,
): Recipe {
  const [online, target] = [initialEncoder(config), initialEncoder(config)];
  const totalSteps = config.epochs * stepsPerEpoch;
  const method = new Byol({
    ...config,
    groups: clipsOfStep(config),
    online,
    target,
    seed: foldSeed(config.seed, 'weights', 'heads'),
    totalSteps,
    momentum: cosine({ from: config.momentum, to: 1, steps: totalSteps }),
  });
  const recipe = ofTwoMoments(byol({ size: height, scale: config.viewScale }), config);
  const views = (batch: LoadedBatch, seeds: readonly number[]): ByolBatch => {
    const pair = batchViews(recipe, clipsOfBatch(batch), seeds);
    return { views: pair.map((view) => normalised(view, pixel)) as [tf.Tensor5D, tf.Tensor5D] };
  };
  return {
    encoder: online,
    variables: method.variables,
    exclude: 'biasesAndNorms',
    step: (batch, seeds, optimizer, step) =>
      tf.tidy(() => trainStep(method, optimizer, views(batch, seeds), { step })),
    monitor: (batch, seeds) =>
      tf.tidy(() => {
        const [projections] = method.targets(views(batch, seeds));
        // 1: all directions are used; 0: every clip has the same projection.
        const spread = tf.mul<tf.Scalar>(embeddingStd(projections), Math.sqrt(config.projection));
        return { embeddingSpread: spread };
      }),
    dispose() {
      method.dispose();
      online.dispose();
      target.dispose();
    },
  };
}

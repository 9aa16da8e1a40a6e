import { batchViews, dino } from '@ssvaerr/augment';
import type { LoadedBatch } from '@ssvaerr/data/node';
import { clipByParameterNorm, constant, cosine } from '@ssvaerr/optim';
import { entropy, marginalEntropy, trainStep } from '@ssvaerr/pretext';
import { Dino, type DinoBatch } from '@ssvaerr/pretext-dino';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import type { DinoConfig } from '../config/pretrain-config.ts';
import { normalised } from '../networks/normalization.ts';
import { clipsOfBatch } from '../tasks/downstream-step.ts';
import { initialEncoder } from './initial-encoder.ts';
import { clipsOfStep, ofTwoMoments } from './moments.ts';
import type { Recipe, RecipeContext } from './recipe.ts';

const globalViews = 2;

/** Wide and narrow views of each clip; the student predicts what the teacher says of the wide ones. */
export function dinoRecipe(
  config: DinoConfig,
  { height, pixel, stepsPerEpoch }: RecipeContext,
): Recipe {
  const [student, teacher] = [initialEncoder(config), initialEncoder(config)];
  const { epochs, clipNorm } = config;
  const method = new Dino({
    ...config,
    groups: clipsOfStep(config),
    student,
    teacher,
    seed: foldSeed(config.seed, 'weights', 'heads'),
    stepsPerEpoch,
    momentum: cosine({ from: config.momentum, to: 1, steps: epochs * stepsPerEpoch }),
    teacherTemperature: constant(config.teacherTemperature),
  });
  const published = dino({
    size: height,
    localSize: config.localSize,
    locals: config.localViews,
    globalScale: config.viewScale,
    localScale: config.localScale,
  });
  const recipe = ofTwoMoments(published, config);
  const views = (batch: LoadedBatch, seeds: readonly number[]): DinoBatch => {
    const all = batchViews(recipe, clipsOfBatch(batch), seeds).map((view) =>
      normalised(view, pixel),
    );
    return { global: all.slice(0, globalViews), local: all.slice(globalViews) };
  };
  const clip = (gradients: tf.NamedTensorMap) =>
    clipNorm === null ? gradients : clipByParameterNorm(gradients, clipNorm);
  return {
    encoder: student,
    variables: method.variables,
    exclude: method.exclude,
    step: (batch, seeds, optimizer, step) =>
      tf.tidy(() => trainStep(method, optimizer, views(batch, seeds), { step, clip })),
    monitor: (batch, seeds) =>
      tf.tidy(() => {
        const { probabilities } = method.targets(views(batch, seeds));
        const rows = tf.reshape<tf.Rank.R2>(probabilities, [-1, config.prototypes]);
        const logits = tf.log(tf.maximum(rows, 1e-30));
        // As shares of ln(prototypes), which says nothing.
        const share = (nats: tf.Scalar) => tf.div<tf.Scalar>(nats, Math.log(config.prototypes));
        return {
          teacherEntropy: share(entropy(logits as tf.Tensor2D)),
          prototypesInUse: share(marginalEntropy(logits as tf.Tensor2D)),
        };
      }),
    dispose() {
      method.dispose();
      student.dispose();
      teacher.dispose();
    },
  };
}

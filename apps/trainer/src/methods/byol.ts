import { batchViews, byol as byolViews } from '@ssvaerr/augment';
import type { LoadedBatch } from '@ssvaerr/data/node';
import { normalized } from '@ssvaerr/inference';
import { cosine } from '@ssvaerr/optim';
import { embeddingStd, trainStep } from '@ssvaerr/pretext';
import { Byol, type ByolBatch } from '@ssvaerr/pretext-byol';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { count, withRules } from '../config/fields.ts';
import { clipsOfBatch } from './batch-tensors.ts';
import { teacherFields, teacherPaper, teacherRules, teacherSmall } from './common.ts';
import { initialEncoder } from './initial-encoder.ts';
import type { Method, MethodContext, Pretext } from './method.ts';
import { clipsOfStep, shifted, teacherNeeds } from './views.ts';

const fields = z.strictObject({
  method: z.literal('byol'),
  ...teacherFields,
  projectorNorm: z
    .boolean()
    .describe(
      'Add a batch norm after the projector, so that what all faces share is worth nothing',
    ),
  projectorHidden: count.describe('Hidden units of the projector'),
  projection: count.describe('Outputs of the projector'),
  predictorHidden: count.describe('Hidden units of the predictor'),
});

export type ByolConfig = z.infer<typeof fields>;

const paper: ByolConfig = {
  ...teacherPaper,
  method: 'byol',
  baseLearningRate: 0.5,
  viewScale: [0.08, 1],
  momentum: 0.99,
  projectorNorm: false,
  projectorHidden: 4096,
  projection: 256,
  predictorHidden: 8192,
};

const small: ByolConfig = {
  ...paper,
  ...teacherSmall,
  momentum: 0.97, // DeepMind's for short trainings
  projectorNorm: true,
  projectorHidden: 256,
  projection: 64,
  predictorHidden: 256,
};

/** BYOL: two distorted views of each clip; the student predicts how the teacher sees the other one. */
export const byol: Method<ByolConfig> = {
  name: 'byol',
  title: 'BYOL',
  fields,
  schema: fields.check(withRules(teacherRules)),
  presets: { paper, small },
  needs: teacherNeeds,
  monitors: () => ({
    embeddingSpread: {
      title: 'Spread of the projections · √features',
      levels: [
        { at: 1, says: '1/√features: all directions in use' },
        { at: 0, says: 'collapse: one projection for all' },
      ],
    },
  }),
  make,
};

function make(config: ByolConfig, { store, pixel, stepsPerEpoch }: MethodContext): Pretext {
  const [student, teacher] = [initialEncoder(config), initialEncoder(config)];
  const totalSteps = config.epochs * stepsPerEpoch;
  const method = new Byol({
    ...config,
    groups: clipsOfStep(config),
    online: student,
    target: teacher,
    seed: foldSeed(config.seed, 'weights', 'heads'),
    totalSteps,
    momentum: cosine({ from: config.momentum, to: 1, steps: totalSteps }),
  });
  const size = store.info.height;
  const views = shifted(byolViews({ size, scale: config.viewScale }), config);
  const batchOf = (batch: LoadedBatch, seeds: readonly number[]): ByolBatch => {
    const pair = batchViews(views, clipsOfBatch(batch), seeds);
    return { views: pair.map((view) => normalized(view, pixel)) as [tf.Tensor5D, tf.Tensor5D] };
  };
  return {
    encoder: student,
    variables: method.variables,
    exclude: 'biasesAndNorms',
    step: (batch, seeds, optimizer, step) =>
      tf.tidy(() => trainStep(method, optimizer, batchOf(batch, seeds), { step })),
    monitor: (batch, seeds) =>
      tf.tidy(() => {
        const [projections] = method.targets(batchOf(batch, seeds));
        const spread = tf.mul<tf.Scalar>(embeddingStd(projections), Math.sqrt(config.projection));
        return { embeddingSpread: spread };
      }),
    dispose() {
      method.dispose();
      student.dispose();
      teacher.dispose();
    },
  };
}

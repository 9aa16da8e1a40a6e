import { batchViews, dino as dinoViews } from '@ssvaerr/augment';
import type { LoadedBatch } from '@ssvaerr/data/node';
import { normalized } from '@ssvaerr/inference';
import { clipByParameterNorm, constant, cosine } from '@ssvaerr/optim';
import { entropy, marginalEntropy, trainStep } from '@ssvaerr/pretext';
import { Dino, type DinoBatch } from '@ssvaerr/pretext-dino';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { count, positive, shareRange, withRules } from '../config/fields.ts';
import { clipsOfBatch } from './batch-tensors.ts';
import { teacherFields, teacherPaper, teacherRules, teacherSmall } from './common.ts';
import { initialEncoder } from './initial-encoder.ts';
import type { Method, MethodContext, Pretext } from './method.ts';
import { clipsOfStep, shifted, teacherNeeds } from './views.ts';

const fields = z.strictObject({
  method: z.literal('dino'),
  ...teacherFields,
  hidden: count.describe('Hidden units of the head'),
  bottleneck: count.describe('Units of the bottleneck of the head'),
  prototypes: z.int().min(2).describe('Prototypes K'),
  batchNorm: z
    .boolean()
    .describe('Put batch norm into the head, against a teacher that says the same of every clip'),
  teacherTemperature: positive.describe('Temperature of the teacher'),
  frozenEpochs: z.int().min(0).describe('Epochs for which the prototypes are held'),
  localViews: z.int().min(0).describe('Local views, which the student alone sees'),
  localScale: shareRange.describe('Area of the local views, as shares of the frame'),
  localSize: z.int().min(32).describe('Side of the local views, in pixels'),
  clipNorm: positive
    .nullable()
    .describe("Largest norm of each parameter's gradient; null does not clip it"),
});

export type DinoConfig = z.infer<typeof fields>;

const paper: DinoConfig = {
  ...teacherPaper,
  method: 'dino',
  baseLearningRate: 0.3,
  viewScale: [0.4, 1],
  momentum: 0.9995,
  hidden: 2048,
  bottleneck: 256,
  prototypes: 4096,
  batchNorm: false,
  teacherTemperature: 0.04,
  frozenEpochs: 1,
  localViews: 8, // DINO's; solo-learn has none
  localScale: [0.05, 0.4],
  localSize: 40,
  clipNorm: 3,
};

const small: DinoConfig = {
  ...paper,
  ...teacherSmall,
  momentum: 0.99,
  hidden: 256,
  bottleneck: 64,
  prototypes: 64,
  batchNorm: true,
  teacherTemperature: 0.02, // at 0.04 its outputs for faces this alike stay nearly uniform
  frozenEpochs: 0,
  localViews: 0,
};

/** DINO: wide and narrow views of each clip; the student predicts what the teacher says of the wide ones. */
export const dino: Method<DinoConfig> = {
  name: 'dino',
  title: 'DINO',
  fields,
  schema: fields.check(withRules(teacherRules)),
  presets: { paper, small },
  needs: teacherNeeds,
  monitors: ({ prototypes }) => ({
    loss: {
      title: 'Training loss',
      levels: [{ at: Math.log(prototypes), says: `ln ${prototypes}, collapse: uniform outputs` }],
    },
    teacherEntropy: {
      title: "Entropy of the teacher's outputs / ln K",
      levels: [{ at: 1, says: 'ln K, collapse: uniform outputs' }, { at: 0 }],
    },
    prototypesInUse: {
      title: 'Entropy of their mean / ln K',
      levels: [
        { at: 1, says: 'ln K: all prototypes in use' },
        { at: 0, says: 'collapse: one prototype for all' },
      ],
    },
  }),
  make,
};

const globalViews = 2;

function make(config: DinoConfig, { store, pixel, stepsPerEpoch }: MethodContext): Pretext {
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
  const published = dinoViews({
    size: store.info.height,
    localSize: config.localSize,
    locals: config.localViews,
    globalScale: config.viewScale,
    localScale: config.localScale,
  });
  const views = shifted(published, config);
  const batchOf = (batch: LoadedBatch, seeds: readonly number[]): DinoBatch => {
    const all = batchViews(views, clipsOfBatch(batch), seeds).map((view) =>
      normalized(view, pixel),
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
      tf.tidy(() => trainStep(method, optimizer, batchOf(batch, seeds), { step, clip })),
    monitor: (batch, seeds) =>
      tf.tidy(() => {
        const { probabilities } = method.targets(batchOf(batch, seeds));
        const rows = tf.reshape<tf.Rank.R2>(probabilities, [-1, config.prototypes]);
        const logits = tf.log(tf.maximum(rows, 1e-30));
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

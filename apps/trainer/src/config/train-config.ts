import { normalizations } from '@ssvaerr/inference';
import { tableIII } from '@ssvaerr/losses';
import * as z from 'zod';
import { augmentationNames } from './augmentations.ts';
import { type Configurable, count, positive, weight } from './fields.ts';

const terms = z.strictObject({
  ccc: weight.optional(),
  mse: weight.optional(),
  ce: weight.optional(),
  ncce: weight.optional(),
});

const weights = z
  .strictObject({ arousal: terms, valence: terms })
  .refine(
    ({ arousal, valence }) =>
      [arousal, valence].some((terms) => Object.values(terms).some((weight) => weight! > 0)),
    { message: 'have a term with a weight > 0' },
  );

/** The rows of Table III, by name. */
export const lossNames = Object.keys(tableIII) as (keyof typeof tableIII)[];

const fields = z.strictObject({
  preset: z
    .enum(['paper', 'reference', 'demo'])
    .describe('Preset that gives every field that is not set'),
  seed: z
    .int()
    .describe('Seed for everything random: initial weights, segments, their order, augmentation'),
  width: count.describe('Channels after the 3-D stem; the features have 8 times as many'),
  hidden: count.describe('Units of the GRU in each direction'),
  bins: z.int().min(2).describe('Classes of the cross-entropies, per dimension'),
  activation: z.enum(['relu', 'prelu', 'swish']).describe('Activation of the encoder'),
  freeze: z
    .enum(['none', 'stem', 'backbone'])
    .describe('Part that is not trained: the 3-D stem (the paper\'s "Frozen"), or stem and trunk'),
  frozenStatistics: z
    .enum(['hold', 'move'])
    .describe('Whether the batch-norm statistics of a frozen part stay or keep moving'),
  loss: z
    .union([z.enum(lossNames), weights], {
      error: `be a row of Table III (${lossNames.join(', ')}), or weights by dimension and term`,
    })
    .describe(
      `Loss: a row of Table III (${lossNames.join(', ')}), or weights of ccc, mse, ce and ncce by dimension`,
    ),
  centroids: z
    .enum(['kmeans', 'uniform'])
    .describe('Class centers K of nCCE: k-means of the training labels, or centers of equal bins'),
  normalize: z
    .enum(normalizations)
    .describe(
      'Pixel normalization by the mean and standard deviation of the training set, or of each frame',
    ),
  augment: z
    .enum(augmentationNames)
    .describe(
      'Augmentation of the training clips: a row of Table IV, or strong (flip, crop, light, occlusion)',
    ),
  epochs: count.describe('Passes over the training clips'),
  batchSize: count.describe('Segments per optimizer step'),
  segmentFrames: count.describe(
    'Frames of a training segment; shorter clips are padded and masked',
  ),
  segmentsPerClip: count.describe('Random segments per clip and epoch'),
  learningRate: positive.describe('Highest learning rate of AdamW'),
  schedule: z
    .enum(['cosine-per-epoch', 'cosine-per-step', 'constant'])
    .describe(
      'Learning-rate schedule: half a cosine to 0, moving per epoch or per step, or constant',
    ),
  weightDecay: weight.describe('Weight decay of AdamW'),
  clipNorm: positive
    .nullable()
    .describe('Largest norm of the whole gradient; null does not clip it'),
});

export type TrainConfig = z.infer<typeof fields>;

/** The paper's values with misprints corrected; where it is silent, those of its authors' public code. */
const paper: TrainConfig = {
  preset: 'paper',
  seed: 1,
  width: 64,
  hidden: 256, // code: two layers, bidirectional
  bins: 20,
  activation: 'relu',
  freeze: 'none',
  frozenStatistics: 'hold',
  loss: 'ccc', // that of Tables I, II and IV
  centroids: 'kmeans',
  normalize: 'set',
  augment: 'noAugmentations',
  epochs: 10,
  batchSize: 5, // "3-20"; code: 5
  segmentFrames: 200, // SEWA; RECOLA: 500
  segmentsPerClip: 3, // code
  learningRate: 3e-4, // "3e-4 ... 7e-5, depending on the data set"
  schedule: 'cosine-per-epoch', // code
  weightDecay: 1e-4,
  clipNorm: null,
};

/** The authors' public code where it differs from the paper without being a bug. */
const reference: TrainConfig = {
  ...paper,
  preset: 'reference',
  frozenStatistics: 'move', // a frozen stem's batch norm stays in training mode
  loss: 'cccCe', // README: CCC + CE
  centroids: 'uniform', // nCCE's classes are CE's uniform bins
  weightDecay: 1e-2, // the flag's 1e-4 is overwritten where AdamW is made
};

/** For synthetic faces on two cores, in minutes. */
const demo: TrainConfig = {
  ...paper,
  preset: 'demo',
  width: 16, // with 8, or with relu, more seeds find no valence in this time
  activation: 'swish',
  hidden: 32,
  loss: 'cccCeMse',
  normalize: 'frame', // most of the difference between its pixels is brightness
  augment: 'horizontalFlip',
  epochs: 3,
  batchSize: 4,
  segmentFrames: 40, // whole clips of the demo: moods need time
  segmentsPerClip: 1,
  learningRate: 2e-3,
  schedule: 'cosine-per-step',
  weightDecay: 1e-2,
  clipNorm: 1,
};

/** Everything that decides what `train` computes, besides the data. */
export const trainConfig = {
  fields,
  schema: fields,
  presets: { paper, reference, demo },
} satisfies Configurable<TrainConfig>;

import { normalizations } from '@ssvaerr/inference';
import { tableIII } from '@ssvaerr/losses';
import * as z from 'zod';
import { augmentationNames } from './augmentations.ts';
import {
  type Configurable,
  count,
  positive,
  type Rule,
  share,
  weight,
  withRules,
} from './fields.ts';

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
    .enum(['paper', 'reference', 'sewa', 'sewa-reference', 'recola', 'recola-reference', 'demo'])
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
  cropShare: share
    .refine((value) => value > 0, { message: 'be above 0' })
    .describe('Side of the random crop, as a share of the side of the frames'),
  labelDelay: weight.describe(
    'Seconds by which raters answer late: a frame learns the label of so much later, and predictions are moved back',
  ),
  folds: z
    .int()
    .min(3)
    .nullable()
    .describe(
      'Parts that the subjects are divided into for cross-validation, instead of the splits of the store',
    ),
  fold: count
    .nullable()
    .describe(
      'The part that is the test split; the next one is the validation split. null: each in turn',
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
  cropShare: 80 / 96, // RECOLA; SEWA: 110 of about 125
  labelDelay: 0,
  folds: null,
  fold: null,
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

/** The best model of Table I and Section V-D: LiRA, `ccc = 0.5, ce = 0.25, mse = 0.25`, mirrored. */
const sewa: TrainConfig = {
  ...paper,
  preset: 'sewa',
  loss: 'cccCeMse',
  augment: 'horizontalFlip',
  cropShare: 110 / 125, // 110 pixels; crops that are 1.3 times as wide as 96
};

/** The authors' README: 3 epochs at 3e-4, loss 6. */
const sewaReference: TrainConfig = {
  ...reference,
  preset: 'sewa-reference',
  loss: 'cccCeMse',
  cropShare: 110 / 125,
  epochs: 3,
};

/** The best model of Table I and Section V-D: LiRA, valence by CCC, arousal by CCC and CE. */
const recola: TrainConfig = {
  ...paper,
  preset: 'recola',
  loss: 'valenceCccArousalCccCe',
  segmentFrames: 500,
  learningRate: 7e-5, // the paper states a range only
};

/** The authors' code, loss 7: arousal is weighted 1 : 0.5 where the paper has 0.66 : 0.34. */
const recolaReference: TrainConfig = {
  ...reference,
  preset: 'recola-reference',
  loss: { arousal: { ccc: 1, ce: 0.5 }, valence: { ccc: 1 } },
  segmentFrames: 500,
  learningRate: 7e-5,
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

const foldIsOneOfFolds: Rule<TrainConfig> = ({ folds, fold }) =>
  fold !== null &&
  (folds === null || fold > folds) && {
    field: 'fold',
    must: folds === null ? 'be left out without folds' : `be at most the number of folds, ${folds}`,
  };

/** Everything that decides what `train` computes, besides the data. */
export const trainConfig = {
  fields,
  schema: fields.check(withRules([foldIsOneOfFolds])),
  presets: {
    paper,
    reference,
    sewa,
    'sewa-reference': sewaReference,
    recola,
    'recola-reference': recolaReference,
    demo,
  },
} satisfies Configurable<TrainConfig>;

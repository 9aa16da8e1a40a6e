import { tableIII } from '@ssvaerr/losses';
import * as z from 'zod';
import { normalizations } from '../networks/normalization.ts';
import { augmentationNames } from '../tasks/augmentations.ts';

const count = z.int().min(1);
const positive = z.number().positive();
const weight = z.number().min(0);
const terms = z.strictObject({
  ccc: weight.optional(),
  mse: weight.optional(),
  ce: weight.optional(),
  ncce: weight.optional(),
});

const weights = z
  .strictObject({ arousal: terms, valence: terms })
  .refine(({ arousal, valence }) =>
    [arousal, valence].some((terms) => Object.values(terms).some((weight) => weight! > 0)),
  );

/** The rows of Table III, by name. */
export const lossNames = Object.keys(tableIII) as (keyof typeof tableIII)[];

/**
 * Everything that decides what `train` computes, besides the data. A file may hold any part of it; the
 * preset gives the rest.
 */
export const trainConfig = z.strictObject({
  /** Where the other values come from unless they are given: `presets.ts`. */
  preset: z.enum(['paper', 'reference', 'demo']),
  /** Of everything random: initial weights, segments, their order, augmentation. */
  seed: z.int(),

  /** Channels after the stem; features have 8 times as many. */
  width: count,
  /** Of the GRU, each direction. */
  hidden: count,
  /** Classes of the cross-entropies, per dimension. */
  bins: z.int().min(2),
  activation: z.enum(['relu', 'prelu', 'swish']),
  /** What is not trained: the 3-D stem (the paper's "Frozen"), or stem and trunk. */
  freeze: z.enum(['none', 'stem', 'backbone']),
  /** Whether batch norm's statistics of what is frozen stay or move. */
  frozenStatistics: z.enum(['hold', 'move']),

  /** A row of Table III, or the weights of Eq. 6. */
  loss: z
    .union([z.enum(lossNames), weights])
    .describe(`be a row of Table III (${lossNames.join(', ')}), or weights by dimension and term`),
  /** K of nCCE: k-means of the training labels (the paper), or the centers of uniform bins. */
  centroids: z.enum(['kmeans', 'uniform']),
  /** Pixels by the training set's mean and standard deviation (the paper), or each frame by its own. */
  normalize: z.enum(normalizations),
  /** What is done to the training clips. */
  augment: z.enum(augmentationNames),

  epochs: count,
  /** Segments of a step. */
  batchSize: count,
  /** Frames of a training segment. */
  segmentFrames: count,
  /** Random segments of each clip and epoch. */
  segmentsPerClip: count,

  learningRate: positive,
  /** How it falls: along half a cosine to 0, moving after each epoch or each step, or not at all. */
  schedule: z.enum(['cosine-per-epoch', 'cosine-per-step', 'constant']),
  /** AdamW's. */
  weightDecay: weight,
  /** Largest norm of the whole gradient; null: any. */
  clipNorm: positive.nullable(),
});

export type TrainConfig = z.infer<typeof trainConfig>;

import * as z from 'zod';
import { normalizations } from '../networks/normalization.ts';

const count = z.int().min(1);
const share = z.number().min(0).max(1);
const scale = z
  .tuple([share, share])
  .refine(([low, high]) => low > 0 && low <= high)
  .describe('be two shares in ascending order, such as [0.4, 1]');

/** Of every method. */
const common = {
  /** Where the other values come from unless they are given: `pretrain-presets.ts`. */
  preset: z.enum(['paper', 'small']),
  /** Of everything random. */
  seed: z.int(),
  /** Of the encoder: channels after the stem. */
  width: count,
  activation: z.enum(['relu', 'prelu', 'swish']),
  /** Whether residual blocks start as their shortcuts: the encoder is smooth at first, in training too. */
  zeroInitResidual: z.boolean(),
  /** Pixels by the training set's mean and standard deviation, or each frame by its own. */
  normalize: z.enum(normalizations),
  epochs: count,
  /** Segments of a step. */
  batchSize: z.int().min(2),
  /** Frames of a segment: 5 or more, or 1 with `perFrame`. */
  segmentFrames: count,
  /** Random segments of each clip and epoch. */
  segmentsPerClip: count,
  optimizer: z.enum(['lars', 'sgd', 'adamw']),
  /** At its highest: after the warm-up, for a batch of 256; it scales with the batch. */
  baseLearningRate: z.number().positive(),
  /** Over which it rises from 0; then it falls along half a cosine. */
  warmUpEpochs: z.int().min(0),
  weightDecay: z.number().min(0),
};

/** Of the methods that train on single frames or clips, with a teacher. */
const distilled = {
  ...common,
  /** Train on single frames, as the paper's BYOL and DINO: only the middle slice of the stem learns. */
  perFrame: z.boolean(),
  /** By how many frames the views of a segment may lie apart; 0: they show the same moment. */
  viewShift: z.int().min(0),
  /**
   * Whether a batch has all segments of each of its clips, and the heads' batch norms take each clip by itself:
   * who is seen, and in what light, then tells no segments apart.
   */
  withinClips: z.boolean(),
  /** Area of the (global) views, as a share of the frame. */
  viewScale: scale,
  /** What the teacher keeps of itself at the first step; it rises to 1. */
  momentum: share,
};

/** Everything that decides what `pretrain` computes, by method. */
export const pretrainConfigs = {
  byol: z.strictObject({
    method: z.literal('byol'),
    ...distilled,
    /** A batch norm behind the projector: what all faces have in common is then worth nothing. */
    projectorNorm: z.boolean(),
    projectorHidden: count,
    projection: count,
    predictorHidden: count,
  }),
  dino: z.strictObject({
    method: z.literal('dino'),
    ...distilled,
    hidden: count,
    bottleneck: count,
    prototypes: z.int().min(2),
    /** Batch norm in the head: against uniform answers, where batches are small. */
    batchNorm: z.boolean(),
    teacherTemperature: z.number().positive(),
    /** For how long the prototypes are held. */
    frozenEpochs: z.int().min(0),
    /** Views that the student sees alone, their area and their side in pixels. */
    localViews: z.int().min(0),
    localScale: scale,
    localSize: z.int().min(32),
    /** Largest norm of each parameter's gradient; null: any. */
    clipNorm: z.number().positive().nullable(),
  }),
  lira: z.strictObject({
    method: z.literal('lira'),
    ...common,
    /** Which rows of sound belong to a frame: their mean, all of them, or the first. */
    pairing: z.enum(['mean', 'stack', 'stride']),
    /** The control of the experiment: segments are trained with the sound of others. */
    shuffleAudio: z.boolean(),
    /** Of the conformer above the encoder. */
    blocks: count,
    conformerWidth: count,
    heads: count,
    feedForward: count,
    kernel: count.refine((kernel) => kernel % 2 === 1).describe('be odd'),
    dropout: z.number().min(0).lt(1),
  }),
};

export type LiraConfig = z.infer<typeof pretrainConfigs.lira>;
export type ByolConfig = z.infer<typeof pretrainConfigs.byol>;
export type DinoConfig = z.infer<typeof pretrainConfigs.dino>;
export type PretrainConfig = ByolConfig | DinoConfig | LiraConfig;
export type PretextName = keyof typeof pretrainConfigs;

/** Every field that some method has: for flags. */
export const pretrainFields = z.object({
  ...pretrainConfigs.byol.shape,
  ...pretrainConfigs.dino.shape,
  ...pretrainConfigs.lira.shape,
});

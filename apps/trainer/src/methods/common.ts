import { normalizations } from '@ssvaerr/inference';
import * as z from 'zod';
import { count, type Rule, share, shareRange, weight } from '../config/fields.ts';

/** The fields of every method. */
export const commonFields = {
  preset: z.enum(['paper', 'small']).describe('Preset that gives every field that is not set'),
  seed: z.int().describe('Seed for everything random'),
  width: count.describe('Channels of the encoder after the 3-D stem'),
  activation: z.enum(['relu', 'prelu', 'swish']).describe('Activation of the encoder'),
  zeroInitResidual: z
    .boolean()
    .describe('Initialize residual blocks as their shortcuts, so that the encoder starts smooth'),
  normalize: z
    .enum(normalizations)
    .describe(
      'Pixel normalization by the mean and standard deviation of the training set, or of each frame',
    ),
  epochs: count.describe('Passes over the training clips'),
  batchSize: z
    .int()
    .min(2)
    .describe('Segments per optimizer step; an incomplete last batch is dropped'),
  segmentFrames: count.describe('Frames of a training segment'),
  segmentsPerClip: count.describe('Random segments per clip and epoch'),
  optimizer: z.enum(['lars', 'sgd', 'adamw']).describe('Optimizer'),
  baseLearningRate: z
    .number()
    .positive()
    .describe('Highest learning rate for a batch of 256; it scales with the batch'),
  warmUpEpochs: z
    .int()
    .min(0)
    .describe('Epochs over which the learning rate rises from 0; then half a cosine to 0'),
  weightDecay: weight.describe('Weight decay of weights; biases and norms are not decayed'),
};

/** Fields of every method's config. */
export type MethodConfig = z.infer<z.ZodObject<typeof commonFields>> & { readonly method: string };

/** The fields of methods with a teacher, which train on views of single frames or clips. */
export const teacherFields = {
  ...commonFields,
  segmentFrames: count.describe('Frames of a training segment: at least 5, or 1 with perFrame'),
  perFrame: z
    .boolean()
    .describe(
      "Train on single frames, as the paper's BYOL and DINO; only the middle of the stem learns",
    ),
  viewShift: z.int().min(0).describe('Largest distance in frames between the views of a segment'),
  withinClips: z
    .boolean()
    .describe(
      'Put all segments of a clip into one batch and let the batch norms of the heads see each clip alone, so that identity does not tell segments apart',
    ),
  viewScale: shareRange.describe('Area of the (global) views, as shares of the frame'),
  momentum: share.describe('Momentum of the teacher at the first step; it rises to 1'),
};

export type TeacherConfig = z.infer<z.ZodObject<typeof teacherFields>>;

/** The stem's kernel reaches over this many frames. */
const stemFrames = 5;

/** The rules between the fields of {@link teacherFields}. */
export const teacherRules: readonly Rule<TeacherConfig>[] = [
  ({ perFrame, segmentFrames }) =>
    perFrame && segmentFrames !== 1 && { field: 'segmentFrames', must: "be 1 with 'perFrame'" },
  ({ perFrame, segmentFrames }) =>
    !perFrame &&
    segmentFrames < stemFrames && {
      field: 'segmentFrames',
      must: `be >= ${stemFrames}, as shorter segments leave slices of the stem untrained, or 'perFrame' must be true`,
    },
  // The batch norm of a clip's segments needs two of them, and all of them in one batch.
  ({ withinClips, segmentsPerClip }) =>
    withinClips &&
    segmentsPerClip < 2 && { field: 'segmentsPerClip', must: "be >= 2 with 'withinClips'" },
  ({ withinClips, segmentsPerClip, batchSize }) =>
    withinClips &&
    batchSize % segmentsPerClip !== 0 && {
      field: 'batchSize',
      must: `be a multiple of 'segmentsPerClip' (${segmentsPerClip}) with 'withinClips'`,
    },
];

/** Values of the preset `paper` that all methods share. */
export const commonPaper = {
  preset: 'paper' as const,
  seed: 1,
  width: 64,
  activation: 'relu' as const,
  zeroInitResidual: false,
  normalize: 'set' as const,
  segmentsPerClip: 3,
};

/**
 * The published figures for BYOL and DINO with a ResNet-18 (solo-learn, ImageNet-100), on clips of 5 frames. The
 * paper names BYOL's appendix B and DINO with a ResNet-18 instead of a ResNet-50 and a transformer, and prints no
 * figure.
 */
export const teacherPaper = {
  ...commonPaper,
  epochs: 400,
  batchSize: 256,
  segmentFrames: stemFrames,
  optimizer: 'lars' as const,
  warmUpEpochs: 10,
  weightDecay: 1e-6,
  perFrame: false,
  viewShift: 0,
  withinClips: false,
};

/**
 * A few hundred clips on two cores, in minutes, on frames that are cropped to the face (measured in
 * docs/pretext.md). Single frames, as the paper's: frames of one clip differ little, and a clip of 5 costs as much
 * as 5 faces. Two frames of one clip are one face in one mood; eight, far apart, differ in mood and in nothing
 * else. Wide crops: brows and mouth move by a pixel or two, which a narrow crop's own scale and place would hide.
 */
export const teacherSmall = {
  preset: 'small' as const,
  width: 16, // these and 'normalize' as in the preset `demo` of train, which takes the encoder
  activation: 'swish' as const,
  zeroInitResidual: true,
  normalize: 'frame' as const,
  epochs: 10,
  batchSize: 64,
  segmentFrames: 1,
  segmentsPerClip: 8,
  optimizer: 'adamw' as const, // LARS is for large batches
  baseLearningRate: 1.2e-2, // 3e-3 for a batch of 64
  warmUpEpochs: 1,
  weightDecay: 1e-4,
  perFrame: true,
  viewShift: 2, // half a second at 4 frames per second
  withinClips: true,
  viewScale: [0.95, 1] as [number, number],
};

import { type ConformerConfig, conformerPresets } from '@ssvaerr/pretext-lira';
import type {
  ByolConfig,
  DinoConfig,
  LiraConfig,
  PretextName,
  PretrainConfig,
} from './pretrain-config.ts';

/**
 * The paper names BYOL's appendix B and DINO with a ResNet-18 in the place of a ResNet-50 and a
 * transformer, and prints no figure. These are the published ones for a ResNet-18 (solo-learn,
 * ImageNet-100) on clips of 5 frames.
 */
const paperByol: ByolConfig = {
  preset: 'paper',
  method: 'byol',
  seed: 1,
  width: 64,
  activation: 'relu',
  zeroInitResidual: false,
  normalize: 'set',
  epochs: 400,
  batchSize: 256,
  segmentFrames: 5, // the temporal extent of the stem
  segmentsPerClip: 3,
  optimizer: 'lars',
  baseLearningRate: 0.5,
  warmUpEpochs: 10,
  weightDecay: 1e-6,
  perFrame: false,
  viewShift: 0,
  withinClips: false,
  viewScale: [0.08, 1],
  momentum: 0.99,
  projectorNorm: false,
  projectorHidden: 4096,
  projection: 256,
  predictorHidden: 8192,
};

const paperDino: DinoConfig = {
  preset: 'paper',
  method: 'dino',
  seed: 1,
  width: 64,
  activation: 'relu',
  zeroInitResidual: false,
  normalize: 'set',
  epochs: 400,
  batchSize: 256,
  segmentFrames: 5,
  segmentsPerClip: 3,
  optimizer: 'lars',
  baseLearningRate: 0.3,
  warmUpEpochs: 10,
  weightDecay: 1e-6,
  perFrame: false,
  viewShift: 0,
  withinClips: false,
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

/**
 * For a few hundred clips on two cores, in minutes; measured in docs/pretext.md, on faces that are cut to
 * the face. Single frames, as the paper's: frames of one clip differ little, and for the work of a clip of 5
 * there are 5 faces. Two moments of one clip are one face in one mood; eight, far apart, tell its moods apart
 * and nothing else does. Wide crops: brows and mouth move by a pixel or two, which a narrow crop's own scale
 * and place would hide.
 */
const small = {
  preset: 'small' as const,
  width: 16, // these and 'normalize' as the preset `demo` of train has them, which takes the encoder
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
  viewShift: 2, // half a second at 4 frames a second
  withinClips: true,
  viewScale: [0.95, 1] as [number, number],
} satisfies Partial<ByolConfig>;

const smallByol: ByolConfig = {
  ...paperByol,
  ...small,
  momentum: 0.97, // DeepMind's for short trainings
  projectorNorm: true,
  projectorHidden: 256,
  projection: 64,
  predictorHidden: 256,
};

const smallDino: DinoConfig = {
  ...paperDino,
  ...small,
  momentum: 0.99,
  hidden: 256,
  bottleneck: 64,
  prototypes: 64,
  batchNorm: true,
  teacherTemperature: 0.02, // at 0.04 its opinions of faces that are so alike stay nearly uniform
  frozenEpochs: 0,
  localViews: 0,
};

/**
 * LiRA's text and code could not be consulted: the conformer of its authors' later code, and its
 * training as AdamW with warm-up. Not verified.
 */
const paperLira: LiraConfig = {
  preset: 'paper',
  method: 'lira',
  seed: 1,
  width: 64,
  activation: 'relu',
  zeroInitResidual: false,
  normalize: 'set',
  epochs: 75,
  batchSize: 8,
  segmentFrames: 100,
  segmentsPerClip: 3,
  optimizer: 'adamw',
  baseLearningRate: 3.2e-2, // 1e-3 for a batch of 8
  warmUpEpochs: 5,
  weightDecay: 1e-4,
  pairing: 'mean',
  shuffleAudio: false,
  ...conformer(conformerPresets.paper),
};

/** On clips of a second at 25 frames a second: below some ten, lips move too fast to be followed. */
const smallLira: LiraConfig = {
  ...paperLira,
  preset: 'small',
  width: 16,
  activation: 'swish',
  normalize: 'frame',
  epochs: 10,
  batchSize: 16,
  segmentFrames: 12, // many people in a batch say more than long segments of few
  segmentsPerClip: 2,
  baseLearningRate: 2.4e-2, // 1.5e-3 for a batch of 16
  warmUpEpochs: 1,
  ...conformer(conformerPresets.small),
  blocks: 1,
  dropout: 0, // with 0.1 as long a training stays at the median of all sound
};

/** Of `Lira`'s config, those that can be chosen. */
function conformer({ width, blocks, heads, feedForward, kernel, dropout }: ConformerConfig) {
  return { conformerWidth: width, blocks, heads, feedForward, kernel, dropout };
}

/** Values by method and preset. */
export const pretrainPresets: Readonly<
  Record<PretextName, Readonly<Record<PretrainConfig['preset'], PretrainConfig>>>
> = {
  byol: { paper: paperByol, small: smallByol },
  dino: { paper: paperDino, small: smallDino },
  lira: { paper: paperLira, small: smallLira },
};

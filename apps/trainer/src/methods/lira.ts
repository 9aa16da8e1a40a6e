import { alignToVideo, FeatureStatistics } from '@ssvaerr/audio';
import { augmentBatch, lira as liraViews } from '@ssvaerr/augment';
import type { AudioInfo } from '@ssvaerr/data';
import { clipsOf, type LoadedBatch, readAudio, type Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { normalized } from '@ssvaerr/inference';
import { trainStep } from '@ssvaerr/pretext';
import {
  type ConformerConfig,
  conformerPresets,
  Lira,
  type LiraBatch,
  maskedL1,
} from '@ssvaerr/pretext-lira';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { count, type Rule, withRules } from '../config/fields.ts';
import { clipsOfBatch, lengthMask } from './batch-tensors.ts';
import { clipsWithoutAudio } from './clips-without-audio.ts';
import { commonFields, commonPaper } from './common.ts';
import { initialEncoder } from './initial-encoder.ts';
import type { Method, MethodContext, Pretext } from './method.ts';

const fields = z.strictObject({
  method: z.literal('lira'),
  ...commonFields,
  segmentFrames: count.describe(
    'Frames of a training segment; shorter clips are padded and masked',
  ),
  pairing: z
    .enum(['mean', 'stack', 'stride'])
    .describe(
      'Target of a frame: the mean of its rows of audio features, all of them, or the first',
    ),
  shuffleAudio: z
    .boolean()
    .describe("Train each segment with another one's audio: the control of the experiment"),
  blocks: count.describe('Blocks of the conformer'),
  conformerWidth: count.describe('Width of the conformer'),
  heads: count.describe('Attention heads of the conformer'),
  feedForward: count.describe('Hidden units of the feed-forward modules of the conformer'),
  kernel: count
    .refine((kernel) => kernel % 2 === 1, { message: 'be odd' })
    .describe('Kernel of the convolution modules of the conformer, in frames; odd'),
  dropout: z.number().min(0).lt(1).describe('Dropout of the conformer'),
});

export type LiraConfig = z.infer<typeof fields>;

const rules: readonly Rule<LiraConfig>[] = [
  ({ conformerWidth, heads }) =>
    conformerWidth % heads !== 0 && {
      field: 'heads',
      must: `divide 'conformerWidth' (${conformerWidth})`,
    },
];

/**
 * The conformer of the authors' later code, trained by AdamW with warm-up. Not verified: LiRA's text and code
 * could not be consulted.
 */
const paper: LiraConfig = {
  ...commonPaper,
  method: 'lira',
  epochs: 75,
  batchSize: 8,
  segmentFrames: 100,
  optimizer: 'adamw',
  baseLearningRate: 3.2e-2, // 1e-3 for a batch of 8
  warmUpEpochs: 5,
  weightDecay: 1e-4,
  pairing: 'mean',
  shuffleAudio: false,
  ...conformer(conformerPresets.paper),
};

/** For clips of a second at 25 frames per second: below about ten, lips move too fast to be followed. */
const small: LiraConfig = {
  ...paper,
  preset: 'small',
  width: 16,
  activation: 'swish',
  normalize: 'frame',
  epochs: 10,
  batchSize: 16,
  segmentFrames: 12, // many people in a batch teach more than long segments of few
  segmentsPerClip: 2,
  baseLearningRate: 2.4e-2, // 1.5e-3 for a batch of 16
  warmUpEpochs: 1,
  ...conformer(conformerPresets.small),
  blocks: 1,
  dropout: 0, // with 0.1 a training of this length stays at the median of all audio
};

/** Takes what can be configured from `Lira`'s presets. */
function conformer({ width, blocks, heads, feedForward, kernel, dropout }: ConformerConfig) {
  return { conformerWidth: width, blocks, heads, feedForward, kernel, dropout };
}

/** LiRA: the encoder predicts audio features from silent video; frames and audio are paired by time. */
export const lira: Method<LiraConfig> = {
  name: 'lira',
  title: 'LiRA',
  fields,
  schema: fields.check(withRules(rules)),
  presets: { paper, small },
  needs: ({ segmentFrames }) => ({
    side: 39, // 80 of 96 pixels are cropped, and the encoder takes 32 or more
    frames: segmentFrames,
    wholeSegments: false,
    together: false,
    audio: true,
    perFrame: false,
  }),
  assertFits,
  unusable: (store, { pairing }, log) => clipsWithoutAudio(store, pairing, log),
  monitors: () => ({
    l1: { title: 'L1 of the predicted audio', levels: [] },
    l1OfMean: { title: 'L1 of the mean of all audio', levels: [] },
    l1OfOtherSound: { title: "L1 against another clip's audio", levels: [] },
  }),
  make,
  summary: ({ l1, l1OfMean }) =>
    l1 === undefined || l1OfMean === undefined
      ? ''
      : `LiRA predicts the audio of people it has not seen to within ${l1.toFixed(2)} standard deviations (the mean of all audio: ${l1OfMean.toFixed(2)}).`,
};

function assertFits({ root, info: { audio, fps } }: Store, { pairing }: LiraConfig): void {
  if (!audio) {
    throw new UserError(
      `${root}: has no audio features, which LiRA learns from. Make the store with --audio logmel.`,
    );
  }
  if (audio.rate < fps) {
    throw new UserError(
      `${root}: has ${audio.rate} rows of audio features per second but ${fps} frames; LiRA needs at least one row per frame.`,
    );
  }
  if (pairing === 'stack' && !Number.isInteger(audio.rate / fps)) {
    throw new UserError(
      `${root}: has ${audio.rate} rows of audio features per second and ${fps} frames; 'pairing' must be mean or stride then, got stack.`,
    );
  }
}

/** The paper crops 80 of 96 pixels. */
const croppedShare = 80 / 96;

async function make(config: LiraConfig, { store, pixel }: MethodContext): Promise<Pretext> {
  const audio = store.info.audio!; // assertFits has checked it
  const how = config.pairing;
  const targetWidth =
    audio.features * (how === 'stack' ? Math.round(audio.rate / store.info.fps) : 1);
  const moments = await targetMoments(store, audio, how, targetWidth);
  const encoder = initialEncoder(config);
  const { blocks, conformerWidth, heads, feedForward, kernel, dropout } = config;
  const method = new Lira({
    encoder,
    targetWidth,
    moments,
    seed: foldSeed(config.seed, 'weights', 'conformer'),
    blocks,
    width: conformerWidth,
    heads,
    feedForward,
    kernel,
    dropout,
  });
  const augmentation = liraViews({ crop: Math.round(croppedShare * store.info.height) });

  const pieces = (batch: LoadedBatch, augment: (clips: tf.Tensor5D) => tf.Tensor5D) => {
    const [, time] = batch.mask.shape as [number, number];
    return {
      clips: normalized(augment(clipsOfBatch(batch)), pixel),
      features: tf.tensor3d(alignedBatch(batch, audio, how, targetWidth), [
        batch.lengths.length,
        time,
        targetWidth,
      ]),
      mask: lengthMask(batch.lengths, time),
    };
  };
  return {
    encoder,
    variables: method.variables,
    exclude: 'biasesAndNorms',
    step: (batch, seeds, optimizer, step) =>
      tf.tidy(() => {
        const augment = (clips: tf.Tensor5D) => augmentBatch(augmentation, clips, seeds);
        const seed = foldSeed(config.seed, 'dropout', step);
        const own: LiraBatch = { ...pieces(batch, augment), seed };
        const batched = config.shuffleAudio ? { ...own, ...audioOfNext(own) } : own;
        return trainStep(method, optimizer, batched, { step });
      }),
    monitor: (batch) =>
      tf.tidy(() => {
        const whole = pieces(batch, (clips) => clips);
        const targets = method.targets({ ...whole, seed: 1 });
        const prediction = method.predict(whole);
        const mean = tf.zerosLike(targets); // targets are standardised
        const others = audioOfNext({ features: targets, mask: whole.mask });
        return {
          l1: maskedL1(prediction, targets, whole.mask),
          l1OfMean: maskedL1(mean, targets, whole.mask),
          l1OfOtherSound: maskedL1(prediction, others.features, others.mask),
        };
      }),
    dispose() {
      method.dispose();
      encoder.dispose();
    },
  };
}

/** Gives each segment the audio of the next one, where both have some. */
function audioOfNext({ features, mask }: Pick<LiraBatch, 'features' | 'mask'>) {
  const next = <T extends tf.Tensor>(tensor: T) =>
    tf.concat([tf.slice(tensor, 1), tf.slice(tensor, 0, 1)], 0) as T;
  return { features: next(features), mask: tf.mul<tf.Tensor2D>(mask, next(mask)) };
}

/** Picks the rows of audio features that belong to each segment's frames, `[batch, time, width]`; 0 for padding. */
function alignedBatch(
  { audio, lengths, segments, mask }: LoadedBatch,
  { rate, features }: AudioInfo,
  how: LiraConfig['pairing'],
  width: number,
): Float32Array {
  const { values, shape, lengths: rowCounts } = audio!;
  const [, rows] = shape as [number, number];
  const [, time] = mask.shape as [number, number];
  const aligned = new Float32Array(lengths.length * time * width);
  segments.forEach(({ clip, start }, b) => {
    const from = b * rows * features;
    const own = values.subarray(from, from + rowCounts[b]! * features);
    const options = { width: features, rate, fps: clip.fps, frames: lengths[b]!, start, how };
    aligned.set(alignToVideo(own, options), b * time * width);
  });
  return aligned;
}

/** Measures the mean and standard deviation of each target over the training clips. */
async function targetMoments(
  store: Store,
  { rate, features }: AudioInfo,
  how: LiraConfig['pairing'],
  width: number,
) {
  const statistics = new FeatureStatistics(width);
  for (const clip of clipsOf(store, 'train')) {
    const { fps, frames } = clip;
    const rows = (await readAudio(store, clip))!;
    statistics.update(alignToVideo(rows, { width: features, rate, fps, frames, how }));
  }
  return statistics.result();
}

import { alignToVideo, FeatureStatistics } from '@ssvaerr/audio';
import { augmentBatch, lira } from '@ssvaerr/augment';
import type { AudioInfo } from '@ssvaerr/data';
import { clipsOf, type LoadedBatch, readAudio, type Store } from '@ssvaerr/data/node';
import { trainStep } from '@ssvaerr/pretext';
import { Lira, type LiraBatch, maskedL1 } from '@ssvaerr/pretext-lira';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import type { LiraConfig } from '../config/pretrain-config.ts';
import { normalised } from '../networks/normalization.ts';
import { clipsOfBatch, lengthMask } from '../tasks/downstream-step.ts';
import { initialEncoder } from './initial-encoder.ts';
import type { Recipe, RecipeContext } from './recipe.ts';

/** The paper crops 80 of 96 pixels. */
const croppedShare = 80 / 96;

/** The encoder predicts from silent video what is heard; frames and sound are paired by time. */
export async function liraRecipe(
  config: LiraConfig,
  { height, pixel }: RecipeContext,
  store: Store,
): Promise<Recipe> {
  const audio = store.info.audio!; // checked before
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
  const augmentation = lira({ crop: Math.round(croppedShare * height) });

  const pieces = (batch: LoadedBatch, augment: (clips: tf.Tensor5D) => tf.Tensor5D) => {
    const [, time] = batch.mask.shape as [number, number];
    return {
      clips: normalised(augment(clipsOfBatch(batch)), pixel),
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
        const lira = config.shuffleAudio ? { ...own, ...soundOfNext(own) } : own;
        return trainStep(method, optimizer, lira, { step });
      }),
    monitor: (batch) =>
      tf.tidy(() => {
        const whole = pieces(batch, (clips) => clips);
        const targets = method.targets({ ...whole, seed: 1 });
        const prediction = method.predict(whole);
        const mean = tf.zerosLike(targets); // targets are standardised
        const others = soundOfNext({ features: targets, mask: whole.mask });
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

/** The sound of the next segment in the place of each one's own, where both have some. */
function soundOfNext({ features, mask }: Pick<LiraBatch, 'features' | 'mask'>) {
  const next = <T extends tf.Tensor>(tensor: T) =>
    tf.concat([tf.slice(tensor, 1), tf.slice(tensor, 0, 1)], 0) as T;
  return { features: next(features), mask: tf.mul<tf.Tensor2D>(mask, next(mask)) };
}

/** The rows of each segment that belong to its frames, `[batch, time, width]`; 0 for padding. */
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

/** Mean and standard deviation of each target over the training clips. */
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

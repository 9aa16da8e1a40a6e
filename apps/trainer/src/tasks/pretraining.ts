import { existsSync } from 'node:fs';
import { type Encoder, encodeVideo } from '@ssvaerr/backbone';
import type { Split } from '@ssvaerr/data';
import { clipsOf, type LoadedBatch, loadEpoch, type Store, wholeVideos } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { AdamW, cosine, LARS, linearWarmUp, SGD } from '@ssvaerr/optim';
import { centralSlice, linearProbe } from '@ssvaerr/pretext';
import { foldSeed } from '@ssvaerr/random';
import type { PretrainEpoch, Probe } from '@ssvaerr/report';
import * as tf from '@tensorflow/tfjs';
import type { PretrainConfig } from '../config/pretrain-config.ts';
import { byolRecipe } from '../methods/byol.ts';
import { dinoRecipe } from '../methods/dino.ts';
import { initialEncoder } from '../methods/initial-encoder.ts';
import { liraRecipe } from '../methods/lira.ts';
import { framesRead, together } from '../methods/moments.ts';
import type { Recipe, RecipeContext } from '../methods/recipe.ts';
import { type Normalization, normalizationOf, normalized } from '../networks/normalization.ts';
import { type EncoderInfo, restoreTraining, saveModel, saveTraining } from '../runs/checkpoint.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { assertFinite } from './assert-finite.ts';
import { clipsOfBatch } from './downstream-step.ts';
import { framesOf } from './evaluation.ts';
import { type Job, runLoop, start } from './loop.ts';

export interface PretrainingOptions {
  readonly config: PretrainConfig;
  readonly store: Store;
  readonly folder: RunFolder;
  readonly log: Log;
  /** Ends the training after the step at hand, resumable. */
  readonly signal: AbortSignal;
}

async function recipeOf(
  config: PretrainConfig,
  context: RecipeContext,
  store: Store,
): Promise<Recipe> {
  switch (config.method) {
    case 'byol':
      return byolRecipe(config, context);
    case 'dino':
      return dinoRecipe(config, context);
    case 'lira':
      return liraRecipe(config, context, store);
  }
}

/**
 * Trains an encoder by a pretext method on the training clips, without their labels; from the last
 * checkpoint, where the folder has one. `encoder.safetensors` is the encoder after the last epoch.
 *
 * @returns all epochs, and the monitors' means over the validation clips, where these fill a batch.
 * @throws Interrupted, with everything saved, if `signal` says so; UserError if the loss is not finite.
 */
export async function pretrainEncoder(
  options: PretrainingOptions,
): Promise<{ epochs: PretrainEpoch[]; validation?: Readonly<Record<string, number>> }> {
  const { config, store, folder, log, signal } = options;
  const { height, width, fps, margin, source } = store.info;
  const pixel = normalizationOf(config, store);
  // The last clips, if they do not fill a batch: a method needs two, and an engine one more graph.
  const segments = clipsOf(store, 'train').length * config.segmentsPerClip;
  const stepsPerEpoch = Math.floor(segments / config.batchSize);
  const recipe = await recipeOf(config, { height, width, pixel, stepsPerEpoch }, store);
  const optimizer = makeOptimizer(config, recipe);
  const { activation } = config;
  const model = { width: config.width, activation };
  const cut = margin !== undefined && { margin };
  const info: EncoderInfo = { model, pixel, height, width, fps, ...cut, source };
  const weights = {
    variables: recipe.variables,
    assign(values: Readonly<Record<string, tf.Tensor>>) {
      for (const [name, value] of Object.entries(values)) recipe.variables[name]!.assign(value);
    },
  };
  try {
    const resumed = existsSync(folder.last);
    const position = resumed ? await restoreTraining(folder.last, weights, optimizer) : start;
    const epochs = (await folder.metrics<PretrainEpoch>()).slice(0, position.epoch);
    const learningRate = schedule(config, stepsPerEpoch);
    const audio = config.method === 'lira';
    const perFrame = onSingleFrames(config);
    const read = { segmentFrames: framesRead(config), together: together(config), audio };
    const batches = (epoch: number, firstBatch: number, split: Split = 'train') =>
      whole(loadEpoch({ ...config, ...read, store, split, epoch, firstBatch }), config.batchSize);
    // On clips that are not trained on, where there is a batch of them.
    const held = clipsOf(store, 'validation').length * config.segmentsPerClip;
    const monitored = held >= config.batchSize ? 'validation' : 'train';
    const seedsOf = (batch: LoadedBatch, purpose: string, epoch: number) =>
      batch.segments.map(({ clip, index }) =>
        foldSeed(config.seed, purpose, epoch, clip.id, index),
      );

    const job: Job = {
      task: `pretrain ${config.method}`,
      epochs: config.epochs,
      stepsPerEpoch,
      batches,
      async step(batch, position) {
        optimizer.learningRate = learningRate(position.step);
        const seeds = seedsOf(batch, 'augment', position.epoch);
        const scalar = recipe.step(batch, seeds, optimizer, position.step);
        const [loss] = (await scalar.data()) as Float32Array;
        scalar.dispose();
        const measured = { loss: loss! };
        assertFinite('pretrain', measured, position, folder);
        return measured;
      },
      async endEpoch({ epoch, step, means, seconds, steps }) {
        const seeds = (batch: LoadedBatch) => seedsOf(batch, 'monitor', epoch);
        const monitors = await monitor(recipe, firstOf(batches(0, 0, monitored)), seeds);
        const frames = steps * config.batchSize * config.segmentFrames;
        const rate = { seconds, framesPerSecond: frames / seconds };
        const loss = means.loss!;
        epochs.push({ epoch, step, learningRate: optimizer.learningRate, loss, monitors, ...rate });
        const figures = Object.entries({ loss, ...monitors });
        const text = figures.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ');
        log.info(`epoch ${epoch + 1}/${config.epochs}: ${text} (${seconds.toFixed(1)} s)`);
        await saveEncoder(folder.encoder, recipe.encoder, info, perFrame);
        await folder.writeMetrics(epochs);
        return undefined;
      },
      save: (position) => saveTraining(folder.last, weights, info, optimizer, position),
    };
    await runLoop(job, position, { log, signal, how: `${folder.path}: go on with --resume.` });
    if (monitored === 'train') return { epochs };
    const seeds = (batch: LoadedBatch) => seedsOf(batch, 'monitor', config.epochs);
    return { epochs, validation: await monitor(recipe, batches(0, 0, monitored), seeds) };
  } finally {
    recipe.dispose();
    optimizer.dispose();
  }
}

const onSingleFrames = (config: PretrainConfig) => config.method !== 'lira' && config.perFrame;

const stemWeight = 'frontend3D.0.weight';

/** Of a training on single frames, without the slices of the stem's kernel that no frame reached. */
async function saveEncoder(
  file: string,
  { variables }: Encoder,
  info: EncoderInfo,
  perFrame: boolean,
): Promise<void> {
  if (!perFrame) return saveModel(file, { variables }, info);
  const stem = variables[stemWeight] as tf.Tensor5D;
  const central = tf.tidy(() => tf.variable(centralSlice(stem), false));
  await saveModel(file, { variables: { ...variables, [stemWeight]: central } }, info);
  central.dispose();
}

/** The batches that are full. */
async function* whole(batches: AsyncIterable<LoadedBatch>, size: number) {
  for await (const batch of batches) if (batch.segments.length === size) yield batch;
}

async function* firstOf<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    yield batch;
    return;
  }
}

/** The monitors' means over the batches. */
async function monitor(
  recipe: Recipe,
  batches: AsyncIterable<LoadedBatch>,
  seeds: (batch: LoadedBatch) => number[],
): Promise<Record<string, number>> {
  const sums = new Map<string, number>();
  let count = 0;
  for await (const batch of batches) {
    const figures = recipe.monitor(batch, seeds(batch));
    for (const [name, value] of Object.entries(figures)) {
      sums.set(name, (sums.get(name) ?? 0) + (await value.data())[0]!);
    }
    tf.dispose(figures);
    count++;
  }
  return Object.fromEntries(Array.from(sums, ([name, sum]) => [name, sum / count]));
}

function makeOptimizer(
  { optimizer, weightDecay }: PretrainConfig,
  { exclude }: Recipe,
): AdamW | LARS | SGD {
  const options = { learningRate: 0, weightDecay, exclude };
  switch (optimizer) {
    case 'adamw':
      return new AdamW(options);
    case 'lars':
      return new LARS(options);
    case 'sgd':
      return new SGD(options);
  }
}

/** Linear warm-up, then half a cosine to 0; the base is for a batch of 256. */
function schedule(config: PretrainConfig, stepsPerEpoch: number) {
  const { epochs, warmUpEpochs, baseLearningRate, batchSize } = config;
  const highest = (baseLearningRate * batchSize) / 256;
  const warmUp = Math.min(warmUpEpochs, epochs) * stepsPerEpoch;
  const rest = Math.max(1, epochs * stepsPerEpoch - warmUp);
  const falling = cosine({ from: highest, to: 0, steps: rest });
  return warmUp === 0 ? falling : linearWarmUp({ to: highest, steps: warmUp }, falling);
}

/** How much of the labels a linear map reads off the features of whole videos, on the test clips. */
export async function probe(encoder: Encoder, store: Store, pixel: Normalization): Promise<Probe> {
  const clips = async function* (split: Split) {
    for await (const { labels, mask, pieces } of wholeVideos({ store, split, pieceFrames: 64 })) {
      const features = await encodeVideo(encoder, framesOf(pieces(), pixel));
      const values = (await features.data()) as Float32Array;
      features.dispose();
      yield { features: values, labels: labels.values, mask: mask.values };
    }
  };
  const splits = {
    train: clips('train'),
    validation: clips('validation'),
    test: clips('test'),
  };
  const { arousal, valence, ridge } = await linearProbe(splits, { ridge: [1e-3, 1e-2, 1e-1, 1] });
  return { arousal: arousal.ccc, valence: valence.ccc, ridge };
}

/** The encoder that a run began with, as it would be saved. The caller's. */
export function untrainedEncoder(config: PretrainConfig): Encoder {
  const encoder = initialEncoder(config);
  if (onSingleFrames(config)) {
    const stem = encoder.variables[stemWeight] as tf.Variable<tf.Rank.R5>;
    tf.tidy(() => stem.assign(centralSlice(stem)));
  }
  return encoder;
}

/** Batches after which a running statistic, which keeps 0.9 of itself, has forgotten where it started. */
const settlingBatches = 60;

/**
 * {@link untrainedEncoder} once its batch norms know the training clips, as a trained encoder's do: nothing
 * else has moved. Networks whose norms do nothing yet are nearly linear, and a linear probe reads them better.
 * The caller's.
 */
export async function settledEncoder(config: PretrainConfig, store: Store): Promise<Encoder> {
  const encoder = untrainedEncoder(config);
  const pixel = normalizationOf(config, store);
  const { batchSize, segmentFrames } = config;
  const some = { ...config, segmentFrames, store, split: 'train' } as const;
  for (let epoch = 0, count = 0; count < settlingBatches; epoch++) {
    for await (const batch of whole(loadEpoch({ ...some, epoch }), batchSize)) {
      tf.tidy(() => {
        encoder.forward(normalized(clipsOfBatch(batch), pixel), { training: true });
      });
      await encoder.variables[firstMean]!.data(); // an engine that waits to be asked runs now
      if (++count === settlingBatches) break;
    }
  }
  return encoder;
}

const firstMean = 'frontend3D.1.running_mean';

import { Encoder } from '@ssvaerr/backbone';
import { clipsOf, type LoadedBatch, loadEpoch, type Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import type { EncoderInfo } from '@ssvaerr/inference';
import { assertTakes, normalizationOf } from '@ssvaerr/inference';
import { AdamW, cosine, LARS, linearWarmUp, SGD } from '@ssvaerr/optim';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import type { MethodConfig } from '../methods/common.ts';
import { methods } from '../methods/index.ts';
import type { Pretext } from '../methods/method.ts';
import {
  type Methods,
  type PretrainEpoch,
  type PretrainResults,
  pretrainFormats,
} from '../runs/run-formats.ts';
import { fullBatches } from './full-batches.ts';
import { probeAll } from './probe.ts';
import { saveEncoder } from './save-encoder.ts';
import { storeInfo } from './store-info.ts';
import type { Task, TaskContext, Trained, Training } from './task.ts';

/**
 * Trains an encoder by a pretext method on the training clips, without their labels. `encoder.safetensors` is the
 * encoder after the last epoch.
 *
 * @param table The methods by name. Default: all of `methods/`.
 */
export const pretrainTask = (
  table: Methods = methods,
): Task<MethodConfig, PretrainEpoch, PretrainResults> => {
  const methodOf = ({ method }: MethodConfig) => table[method]!;
  return {
    ...pretrainFormats(table),
    about(config) {
      const method = methodOf(config);
      return { title: method.title, monitors: method.monitors(config) };
    },
    assertFits(store, config) {
      assertTakes(Encoder, store);
      methodOf(config).assertFits?.(store, config);
      assertNeeds(store, config, table);
    },
    unusable: async (store, config, log) =>
      (await methodOf(config).unusable?.(store, config, log)) ?? new Set(),
    assertEnough,
    build: (context) => build(context, table),
    finish: (context, epochs) => finish(context, epochs, table),
  };
};

async function build(
  { config, store, folder }: TaskContext<MethodConfig>,
  table: Methods,
): Promise<Training<PretrainEpoch>> {
  const method = table[config.method]!;
  const { frames, together, audio, perFrame } = method.needs(config);
  const pixel = normalizationOf(config, store);
  const segments = clipsOf(store, 'train').length * config.segmentsPerClip;
  const stepsPerEpoch = Math.floor(segments / config.batchSize);
  const pretext: Pretext = await method.make(config, { store, pixel, stepsPerEpoch });
  const optimizer = makeOptimizer(config, pretext);
  const { width, activation } = config;
  const info: EncoderInfo = { model: { width, activation }, pixel, ...storeInfo(store) };
  const weights = {
    variables: pretext.variables,
    assign(values: Readonly<Record<string, tf.Tensor>>) {
      for (const [name, value] of Object.entries(values)) pretext.variables[name]!.assign(value);
    },
  };
  const batches = (epoch: number, firstBatch: number, split: 'train' | 'validation' = 'train') => {
    const read = { segmentFrames: frames, together, audio };
    const all = loadEpoch({ ...config, ...read, store, split, epoch, firstBatch });
    return fullBatches(all, config.batchSize);
  };
  const seedsOf = (batch: LoadedBatch, purpose: string, epoch: number) =>
    batch.segments.map(({ clip, index }) => foldSeed(config.seed, purpose, epoch, clip.id, index));
  // On clips that are not trained on, where there is a batch of them.
  const held = clipsOf(store, 'validation').length * config.segmentsPerClip;
  const monitored = held >= config.batchSize ? 'validation' : 'train';
  return {
    title: `pretrain ${config.method}`,
    epochs: config.epochs,
    stepsPerEpoch,
    weights,
    optimizer,
    learningRate: schedule(config, stepsPerEpoch),
    info,
    batches,
    measures: ['loss'],
    step: (batch, { epoch, step }) =>
      pretext.step(batch, seedsOf(batch, 'augment', epoch), optimizer, step),
    async endEpoch({ epoch, step, means, seconds, steps }, learningRate) {
      const seeds = (batch: LoadedBatch) => seedsOf(batch, 'monitor', epoch - 1);
      const monitors = await monitor(pretext, firstOf(batches(0, 0, monitored)), seeds);
      const loss = means.loss!;
      const framesPerSecond = (steps * config.batchSize * config.segmentFrames) / seconds;
      const line = { epoch, step, learningRate, loss, monitors, seconds, framesPerSecond };
      await saveEncoder(folder.encoder, pretext.encoder, info, perFrame);
      const figures = Object.entries({ loss, ...monitors });
      const text = figures.map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ');
      return { line, says: `${text} (${seconds.toFixed(1)} s)` };
    },
    async atEnd() {
      if (monitored === 'train') return undefined;
      const seeds = (batch: LoadedBatch) => seedsOf(batch, 'monitor', config.epochs);
      return monitor(pretext, batches(0, 0, monitored), seeds);
    },
    dispose() {
      pretext.dispose();
      optimizer.dispose();
    },
  };
}

async function finish(
  { config, store, folder, engine, log }: TaskContext<MethodConfig>,
  { epochs, validation }: Trained<PretrainEpoch>,
  table: Methods,
): Promise<PretrainResults> {
  const { perFrame } = table[config.method]!.needs(config);
  const probe = await probeAll(folder.encoder, { config, store, perFrame, log });
  return {
    method: config.method,
    engine,
    seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    firstLoss: epochs[0]!.loss,
    lastLoss: epochs.at(-1)!.loss,
    ...(validation && { validation }),
    ...(probe && { probe }),
  };
}

async function* firstOf<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    yield batch;
    return;
  }
}

/** Measures the monitors' means over the batches. */
async function monitor(
  pretext: Pretext,
  batches: AsyncIterable<LoadedBatch>,
  seeds: (batch: LoadedBatch) => number[],
): Promise<Record<string, number>> {
  const sums = new Map<string, number>();
  let count = 0;
  for await (const batch of batches) {
    const figures = pretext.monitor(batch, seeds(batch));
    for (const [name, value] of Object.entries(figures)) {
      sums.set(name, (sums.get(name) ?? 0) + (await value.data())[0]!);
    }
    tf.dispose(figures);
    count++;
  }
  return Object.fromEntries(Array.from(sums, ([name, sum]) => [name, sum / count]));
}

function makeOptimizer(
  { optimizer, weightDecay }: MethodConfig,
  { exclude }: Pretext,
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
function schedule(config: MethodConfig, stepsPerEpoch: number) {
  const { epochs, warmUpEpochs, baseLearningRate, batchSize } = config;
  const highest = (baseLearningRate * batchSize) / 256;
  const warmUp = Math.min(warmUpEpochs, epochs) * stepsPerEpoch;
  const rest = Math.max(1, epochs * stepsPerEpoch - warmUp);
  const falling = cosine({ from: highest, to: 0, steps: rest });
  return warmUp === 0 ? falling : linearWarmUp({ to: highest, steps: warmUp }, falling);
}

function assertNeeds({ root, info, clips }: Store, config: MethodConfig, table: Methods): void {
  const { height, width } = info;
  const { side, frames, wholeSegments } = table[config.method]!.needs(config);
  if (height !== width) {
    throw new UserError(`${root}: views are square, but frames are ${width} x ${height}.`);
  }
  if (height < side) {
    throw new UserError(
      `${root}: frames must be at least ${side} x ${side} pixels for ${config.method}, got ${height}.`,
    );
  }
  const short = wholeSegments ? clips.find((clip) => clip.frames < frames) : undefined;
  if (!short) return;
  const what =
    frames === config.segmentFrames
      ? `'segmentFrames', ${frames}: lower it, or set 'perFrame'`
      : `'segmentFrames' and 'viewShift', ${frames}: lower one of them`;
  throw new UserError(`${root}: clip ${short.id} has ${short.frames} frames, fewer than ${what}.`);
}

function assertEnough(store: Store, { segmentsPerClip, batchSize }: MethodConfig): void {
  const clips = clipsOf(store, 'train').length;
  if (clips * segmentsPerClip >= batchSize) return;
  throw new UserError(
    `${store.root}: has ${clips} usable training clips, too few for a batch of ${batchSize}. Lower 'batchSize'.`,
  );
}

import { countParameters, downstreamParameters } from '@ssvaerr/backbone';
import { clipsOf, loadEpoch, type Store } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import {
  assertTakes,
  makeNetwork,
  networkInputs,
  normalizationOf,
  predictSplit,
  saveModel,
} from '@ssvaerr/inference';
import { RecordingMetric, selectionScore } from '@ssvaerr/metrics';
import { AdamW, constant, cosine, perEpoch, type Schedule } from '@ssvaerr/optim';
import { foldSeed } from '@ssvaerr/random';
import { batchAugmentation } from '../config/augmentations.ts';
import type { TrainConfig } from '../config/train-config.ts';
import { foldedStore } from '../runs/folded-store.ts';
import { initialize } from '../runs/initialize.ts';
import {
  type TrainEpoch,
  type TrainResults,
  trainFormats,
  trainTitle,
} from '../runs/run-formats.ts';
import { downstreamStep } from './downstream-step.ts';
import { evaluateRun } from './evaluate-run.ts';
import { better } from './loop.ts';
import { lossOptions } from './loss-options.ts';
import { storeInfo } from './store-info.ts';
import type { Task, TaskContext, Trained, Training } from './task.ts';

/**
 * Trains the downstream network. After each epoch it is validated on whole videos; `best.safetensors` is the epoch
 * with the highest mean of the two CCCs, and is scored at the end.
 */
export const trainTask: Task<TrainConfig, TrainEpoch, TrainResults> = {
  ...trainFormats,
  about: () => ({ title: trainTitle, monitors: {} }),
  assertFits: (store, config) => assertTakes({ inputs: networkInputs(config) }, store),
  assigned: foldedStore,
  assertEnough,
  build,
  finish,
};

async function build(context: TaskContext<TrainConfig>): Promise<Training<TrainEpoch>> {
  const { config, init, store, folder } = context;
  const { width, hidden, bins, activation } = config;
  const pixel = normalizationOf(config, store);
  const info = {
    model: { width, hidden, bins, activation },
    pixel,
    ...storeInfo(store),
    ...(config.labelDelay > 0 && { labelDelay: config.labelDelay }),
  };
  const network = makeNetwork(config, { ...config, seed: foldSeed(config.seed, 'weights') });
  const optimizer = new AdamW({ learningRate: 0, weightDecay: config.weightDecay });
  const dispose = () => {
    network.dispose();
    optimizer.dispose();
  };
  try {
    if (init) await initialize(network.encoder!, init, pixel);
    const segments = clipsOf(store, 'train').length * config.segmentsPerClip;
    const stepsPerEpoch = Math.ceil(segments / config.batchSize);
    const step = {
      loss: await lossOptions(config, store),
      pixel,
      clipNorm: config.clipNorm,
      augment: batchAugmentation(config.augment, info, config.cropShare),
    };
    return {
      title: 'train',
      epochs: config.epochs,
      stepsPerEpoch,
      weights: network,
      optimizer,
      learningRate: schedule(config, stepsPerEpoch),
      info,
      batches: (epoch, firstBatch) =>
        loadEpoch({ ...config, store, split: 'train', epoch, firstBatch }),
      measures: ['loss', 'gradientNorm'],
      step(batch, { epoch }) {
        const seeds = batch.segments.map(({ clip, index }) =>
          foldSeed(config.seed, 'augment', epoch, clip.id, index),
        );
        return downstreamStep(network, optimizer, batch, seeds, step);
      },
      async endEpoch({ epoch, step, means, seconds, steps, best }, learningRate) {
        const began = performance.now();
        const metric = new RecordingMetric();
        for await (const prediction of predictSplit(network, store, 'validation', info)) {
          metric.update(prediction);
        }
        const validation = metric.compute();
        const score = selectionScore(validation);
        const isBest = better(best, score, epoch - 1) !== best;
        const line: TrainEpoch = {
          epoch,
          step,
          learningRate,
          loss: means.loss!,
          gradientNorm: means.gradientNorm!,
          validation,
          seconds: seconds + (performance.now() - began) / 1000,
          framesPerSecond: (steps * config.batchSize * config.segmentFrames) / seconds,
          best: isBest,
        };
        // Before the position moves on: what a crash in between leaves is done again, to the same bytes.
        if (isBest) await saveModel(folder.best, network, info);
        return { line, score, says: epochLine(line) };
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function finish(
  { config, store, folder, engine, log, signal }: TaskContext<TrainConfig>,
  { epochs }: Trained<TrainEpoch>,
): Promise<TrainResults> {
  const began = performance.now();
  const scored = (split: 'validation' | 'test') =>
    evaluateRun(folder, store, { split }, log, signal);
  const validation = await scored('validation');
  // Predictions are written also where challenges keep the labels of their test sets; scores there are none.
  const tested = clipsOf(store, 'test').length > 0 ? await scored('test') : undefined;
  const test = tested && tested.frames > 0 ? tested : undefined;
  const trained = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    engine,
    seconds: trained + (performance.now() - began) / 1000,
    bestEpoch: epochs.findLast(({ best }) => best)!.epoch,
    parameters: countParameters(downstreamParameters(config)),
    validation,
    ...(test && { test }),
  };
}

/** The learning rate of each step. */
function schedule(
  { schedule, learningRate, epochs }: TrainConfig,
  stepsPerEpoch: number,
): Schedule {
  switch (schedule) {
    case 'constant':
      return constant(learningRate);
    case 'cosine-per-epoch':
      return perEpoch(cosine({ from: learningRate, to: 0, steps: epochs }), stepsPerEpoch);
    case 'cosine-per-step':
      return cosine({ from: learningRate, to: 0, steps: epochs * stepsPerEpoch });
  }
}

function epochLine({ loss, validation, seconds, framesPerSecond, best }: TrainEpoch): string {
  const { arousal, valence } = validation;
  const ccc = `${arousal.ccc.toFixed(3)} arousal, ${valence.ccc.toFixed(3)} valence`;
  const speed = `${seconds.toFixed(1)} s, ${Math.round(framesPerSecond)} frames/s`;
  return `loss ${loss.toFixed(4)}, validation CCC ${ccc} (${speed})${best ? ', best' : ''}`;
}

function assertEnough(store: Store): void {
  for (const split of ['train', 'validation'] as const) {
    const clips = clipsOf(store, split);
    if (clips.length === 0) {
      throw new UserError(`${store.root}: has no usable ${split} clips; training needs some.`);
    }
    if (clips.every(({ files }) => files.labels === undefined)) {
      throw new UserError(
        `${store.root}: has no labels in its ${split} clips; train needs them, pretrain does not.`,
      );
    }
  }
}

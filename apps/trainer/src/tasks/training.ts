import { existsSync } from 'node:fs';
import { DownstreamModel } from '@ssvaerr/backbone';
import { clipsOf, loadEpoch, readLabels, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { type CompositeOptions, kMeans, tableIII } from '@ssvaerr/losses';
import { AdamW, constant, cosine, perEpoch, type Schedule } from '@ssvaerr/optim';
import { foldSeed } from '@ssvaerr/random';
import type { EpochMetrics, SplitScores } from '@ssvaerr/report';
import type { TrainConfig } from '../config/train-config.ts';
import { normalizationOf } from '../networks/normalization.ts';
import { type ModelInfo, restoreTraining, saveModel, saveTraining } from '../runs/checkpoint.ts';
import { initialise } from '../runs/initialise.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import { assertFinite } from './assert-finite.ts';
import { batchAugmentation } from './augmentations.ts';
import { downstreamStep } from './downstream-step.ts';
import { predictSplit, SplitMetric, selectionScore } from './evaluation.ts';
import { better, type Job, runLoop, start } from './loop.ts';

export interface TrainingOptions {
  readonly config: TrainConfig;
  /** Run or file whose encoder is taken over; null: none. */
  readonly init: string | null;
  readonly store: Store;
  readonly folder: RunFolder;
  readonly log: Log;
  /** Ends the training after the step at hand, resumable. */
  readonly signal: AbortSignal;
}

/**
 * Trains the downstream network to the end of the last epoch; from the last checkpoint, where the
 * folder has one. After each epoch it is validated on whole videos; `best.safetensors` is the epoch
 * with the highest mean of the two CCCs.
 *
 * @returns the epochs, all of them.
 * @throws Interrupted, with everything saved, if `signal` says so; UserError if the loss is not finite.
 */
export async function trainDownstream(options: TrainingOptions): Promise<EpochMetrics[]> {
  const { config, store, folder, log, signal } = options;
  const info = modelInfo(config, store);
  const model = new DownstreamModel({ ...config, seed: foldSeed(config.seed, 'weights') });
  const optimizer = new AdamW({ learningRate: 0, weightDecay: config.weightDecay });
  try {
    const resumed = existsSync(folder.last);
    if (!resumed && options.init) await initialise(model.encoder, options.init, info.pixel);
    const position = resumed ? await restoreTraining(folder.last, model, optimizer) : start;
    // A crash may have left the line of an epoch that is done again.
    const epochs = (await folder.metrics<EpochMetrics>()).slice(0, position.epoch);

    const segments = clipsOf(store, 'train').length * config.segmentsPerClip;
    const stepsPerEpoch = Math.ceil(segments / config.batchSize);
    const learningRate = schedule(config, stepsPerEpoch);
    const step = {
      loss: await lossOptions(config, store),
      pixel: info.pixel,
      clipNorm: config.clipNorm,
      augment: batchAugmentation(config.augment, info),
    };
    const job: Job = {
      task: 'train',
      epochs: config.epochs,
      stepsPerEpoch,
      batches: (epoch, firstBatch) =>
        loadEpoch({ ...config, store, split: 'train', epoch, firstBatch }),
      async step(batch, position) {
        optimizer.learningRate = learningRate(position.step);
        const seeds = batch.segments.map(({ clip, index }) =>
          foldSeed(config.seed, 'augment', position.epoch, clip.id, index),
        );
        const read = downstreamStep(model, optimizer, batch, seeds, step);
        const [loss, gradientNorm] = (await read.data()) as Float32Array;
        read.dispose();
        const measured = { loss: loss!, gradientNorm: gradientNorm! };
        assertFinite('train', measured, position, folder);
        return measured;
      },
      async endEpoch({ epoch, step, means, seconds, steps, best }) {
        const began = performance.now();
        const validation = await scores(model, store, info);
        const score = selectionScore(validation);
        const isBest = better(best, score, epoch) !== best;
        epochs.push({
          epoch,
          step,
          learningRate: optimizer.learningRate,
          loss: means.loss!,
          gradientNorm: means.gradientNorm!,
          validation,
          seconds: seconds + (performance.now() - began) / 1000,
          framesPerSecond: (steps * config.batchSize * config.segmentFrames) / seconds,
          best: isBest,
        });
        log.info(epochLine(epochs.at(-1)!, config.epochs));
        // Before the position moves on: what a crash in between leaves is done again, to the same bytes.
        if (isBest) await saveModel(folder.best, model, info);
        await folder.writeMetrics(epochs);
        return score;
      },
      save: (position) => saveTraining(folder.last, model, info, optimizer, position),
    };
    await runLoop(job, position, { log, signal, how: `${folder.path}: go on with --resume.` });
    return epochs;
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

async function scores(model: DownstreamModel, store: Store, { pixel }: ModelInfo) {
  const metric = new SplitMetric();
  for await (const prediction of predictSplit(model, store, 'validation', pixel)) {
    metric.add(prediction);
  }
  return metric.result();
}

function modelInfo(config: TrainConfig, store: Store): ModelInfo {
  const { width, hidden, bins, activation } = config;
  const { height, width: side, fps, margin, source } = store.info;
  const pixel = normalizationOf(config, store);
  const model = { width, hidden, bins, activation };
  return {
    model,
    pixel,
    height,
    width: side,
    fps,
    ...(margin !== undefined && { margin }),
    source,
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

/** Weights of the terms, and K of nCCE from the training labels where it is asked for. */
async function lossOptions(
  { loss, centroids, bins }: TrainConfig,
  store: Store,
): Promise<Omit<CompositeOptions, 'mask'>> {
  const weights = (typeof loss === 'string' ? tableIII[loss] : loss) as CompositeOptions['weights'];
  if (centroids === 'uniform') return { weights, centroids };
  if (!weights.arousal.ncce && !weights.valence.ncce) return { weights };
  const labels = { arousal: [] as number[], valence: [] as number[] };
  for (const clip of clipsOf(store, 'train')) {
    const values = (await readLabels(store, clip)) ?? [];
    for (let i = 0; i < values.length; i += 2) {
      if (Number.isNaN(values[i]! + values[i + 1]!)) continue;
      labels.arousal.push(values[i]!);
      labels.valence.push(values[i + 1]!);
    }
  }
  const ofDimension = (values: number[]) => kMeans(values, { k: bins }).centroids;
  return {
    weights,
    centroids: { arousal: ofDimension(labels.arousal), valence: ofDimension(labels.valence) },
  };
}

function epochLine(metrics: EpochMetrics, epochs: number): string {
  const { epoch, loss, validation, seconds, framesPerSecond, best } = metrics;
  const ccc = (scores: SplitScores) =>
    `${scores.arousal.ccc.toFixed(3)} arousal, ${scores.valence.ccc.toFixed(3)} valence`;
  const speed = `${seconds.toFixed(1)} s, ${Math.round(framesPerSecond)} frames/s`;
  const line = `epoch ${epoch + 1}/${epochs}: loss ${loss.toFixed(4)}, validation CCC ${ccc(validation)}`;
  return `${line} (${speed})${best ? ', best' : ''}`;
}

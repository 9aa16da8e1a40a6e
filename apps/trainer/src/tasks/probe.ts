import { Encoder, encodeVideo } from '@ssvaerr/backbone';
import type { Split } from '@ssvaerr/data';
import { clipsOf, loadEpoch, readLabels, type Store, wholeVideos } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { framesOf, type Normalization, normalizationOf, normalized } from '@ssvaerr/inference';
import { linearProbe } from '@ssvaerr/metrics';
import { centralSlice } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs';
import { clipsOfBatch } from '../methods/batch-tensors.ts';
import type { MethodConfig } from '../methods/common.ts';
import { initialEncoder } from '../methods/initial-encoder.ts';
import { initialize } from '../runs/initialize.ts';
import type { PretrainResults } from '../runs/run-formats.ts';
import { fullBatches } from './full-batches.ts';
import { stemWeight } from './save-encoder.ts';

type Probe = NonNullable<PretrainResults['probe']>['pretrained'];

/** The encoder to probe: its training and its data. */
export interface ProbeOptions {
  readonly config: MethodConfig;
  readonly store: Store;
  /** Whether it was trained on single frames. */
  readonly perFrame: boolean;
  readonly log: Log;
}

/**
 * Probes the encoder as trained and as it started, where there is something to read off: labels in all splits.
 *
 * @param file The trained encoder's weights.
 */
export async function probeAll(
  file: string,
  options: ProbeOptions,
): Promise<PretrainResults['probe']> {
  const { config, store, log } = options;
  for (const split of ['train', 'validation', 'test'] as const) {
    const [clip] = clipsOf(store, split);
    if (!clip || !(await readLabels(store, clip))) return undefined;
  }
  log.info('probing the features ...');
  const pixel = normalizationOf(config, store);
  const scored = async (encoder: Encoder): Promise<Probe> => {
    try {
      return await probe(encoder, store, pixel);
    } finally {
      encoder.dispose();
    }
  };
  const trained = new Encoder({ ...config, seed: 1 });
  await initialize(trained, file, pixel);
  return {
    pretrained: await scored(trained),
    random: await scored(untrainedEncoder(options)),
    settled: await scored(await calibratedEncoder(options)),
  };
}

/** Measures how much of the labels a linear map reads off the features of whole videos, on the test clips. */
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

/** Makes the encoder that a run started from, as it would be saved. The caller disposes it. */
export function untrainedEncoder({
  config,
  perFrame,
}: Pick<ProbeOptions, 'config' | 'perFrame'>): Encoder {
  const encoder = initialEncoder(config);
  if (perFrame) {
    const stem = encoder.variables[stemWeight] as tf.Variable<tf.Rank.R5>;
    tf.tidy(() => stem.assign(centralSlice(stem)));
  }
  return encoder;
}

/** Batches after which a running statistic, which keeps 0.9 of itself, has forgotten where it started. */
const calibrationBatches = 60;

/**
 * Makes the {@link untrainedEncoder} with its batch-norm statistics calibrated on the training clips, as a trained
 * encoder's are; nothing else differs. Networks whose norms do nothing yet are nearly linear, and a linear probe
 * reads them better. The caller disposes it.
 */
export async function calibratedEncoder(options: Omit<ProbeOptions, 'log'>): Promise<Encoder> {
  const { config, store } = options;
  const encoder = untrainedEncoder(options);
  const pixel = normalizationOf(config, store);
  const { batchSize, segmentFrames } = config;
  const some = { ...config, segmentFrames, store, split: 'train' } as const;
  for (let epoch = 0, count = 0; count < calibrationBatches; epoch++) {
    for await (const batch of fullBatches(loadEpoch({ ...some, epoch }), batchSize)) {
      tf.tidy(() => {
        encoder.forward(normalized(clipsOfBatch(batch), pixel), { training: true });
      });
      await encoder.variables[firstMean]!.data(); // an engine that waits to be asked runs now
      if (++count === calibrationBatches) break;
    }
  }
  return encoder;
}

const firstMean = 'frontend3D.1.running_mean';

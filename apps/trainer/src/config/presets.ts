import type { TrainConfig } from './train-config.ts';

/** As the paper prints it, misprints corrected; where it is silent, as its authors' public code. */
const paper: TrainConfig = {
  preset: 'paper',
  seed: 1,
  width: 64,
  hidden: 256, // code: two layers, bidirectional
  bins: 20,
  activation: 'relu',
  freeze: 'none',
  frozenStatistics: 'hold',
  loss: 'ccc', // that of Tables I, II and IV
  centroids: 'kmeans',
  normalize: 'set',
  augment: 'noAugmentations',
  epochs: 10,
  batchSize: 5, // "3-20"; code: 5
  segmentFrames: 200, // SEWA; RECOLA: 500
  segmentsPerClip: 3, // code
  learningRate: 3e-4, // "3e-4 ... 7e-5, depending on the data set"
  schedule: 'cosine-per-epoch', // code
  weightDecay: 1e-4,
  clipNorm: null,
};

/** What the authors' public code does where it differs from the paper, and is sane. */
const reference: TrainConfig = {
  ...paper,
  preset: 'reference',
  frozenStatistics: 'move', // a frozen stem's batch norm stays in training mode
  loss: 'cccCe', // README: CCC + CE
  centroids: 'uniform', // nCCE's classes are CE's uniform bins
  weightDecay: 1e-2, // the flag's 1e-4 is overwritten where AdamW is made
};

/** For synthetic faces on two cores, in minutes. */
const demo: TrainConfig = {
  ...paper,
  preset: 'demo',
  width: 16, // with 8, or with relu, more seeds find no valence in this time
  activation: 'swish',
  hidden: 32,
  loss: 'cccCeMse',
  normalize: 'frame', // light is most of what differs between its pixels
  augment: 'horizontalFlip',
  epochs: 3,
  batchSize: 4,
  segmentFrames: 40, // whole clips of the demo: moods need time
  segmentsPerClip: 1,
  learningRate: 2e-3,
  schedule: 'cosine-per-step',
  weightDecay: 1e-2,
  clipNorm: 1,
};

/** Values by preset. */
export const presets: Readonly<Record<TrainConfig['preset'], TrainConfig>> = {
  paper,
  reference,
  demo,
};

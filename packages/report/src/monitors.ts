import type { Level } from './epoch-chart.ts';
import type { PretextRun } from './report-data.ts';
import type { PretrainEpoch } from './results.ts';

/** What is drawn of a pretext run, by epoch. */
export interface PretextCurve {
  readonly title: string;
  readonly value: (epoch: PretrainEpoch) => number;
  readonly levels: readonly Level[];
}

/** What the methods measure, and where a collapse would be. A monitor that is not here has its own name. */
const monitors: Readonly<Record<string, Pick<PretextCurve, 'title' | 'levels'>>> = {
  embeddingSpread: {
    title: 'Spread of the projections · √features',
    levels: [
      { at: 1, says: '1/√features: every direction' },
      { at: 0, says: 'collapse: one projection for all' },
    ],
  },
  teacherEntropy: {
    title: "Entropy of the teacher's opinions / ln K",
    levels: [{ at: 1, says: 'ln K, collapse: no opinion' }, { at: 0 }],
  },
  prototypesInUse: {
    title: 'Entropy of their mean / ln K',
    levels: [
      { at: 1, says: 'ln K: every prototype' },
      { at: 0, says: 'collapse: one prototype for all' },
    ],
  },
  l1: { title: 'L1 of what is heard', levels: [] },
  l1OfMean: { title: 'L1 of the mean of all sound', levels: [] },
  l1OfOtherSound: { title: 'L1 of what another clip sounds like', levels: [] },
};

/** Loss, learning rate and monitors of runs of one method. DINO's loss is drawn with ln K. */
export function pretextCurves(runs: readonly PretextRun[]): PretextCurve[] {
  const epochs = runs.flatMap((run) => run.epochs);
  const names = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.monitors)))];
  const prototypes = runs.flatMap(({ info: { config } }) =>
    typeof config.prototypes === 'number' ? [config.prototypes] : [],
  );
  return [
    {
      title: 'Training loss',
      value: ({ loss }) => loss,
      levels: [...new Set(prototypes)].map((count) => ({
        at: Math.log(count),
        says: `ln ${count}, collapse: no opinion`,
      })),
    },
    { title: 'Learning rate', value: ({ learningRate }) => learningRate, levels: [{ at: 0 }] },
    ...names.map((name) => ({
      title: name,
      levels: [],
      ...monitors[name],
      value: (epoch: PretrainEpoch) => epoch.monitors[name] ?? Number.NaN,
    })),
  ];
}

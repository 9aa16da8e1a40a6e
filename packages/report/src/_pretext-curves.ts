import type { Level } from './epoch-chart.ts';
import type { PretextRun } from './report-data.ts';
import type { PretrainEpoch } from './results.ts';

/** A value of a pretext run that is drawn by epoch. */
export interface PretextCurve {
  readonly title: string;
  readonly value: (epoch: PretrainEpoch) => number;
  readonly levels: readonly Level[];
}

/** Loss, learning rate and monitors of the runs of one method. */
export function pretextCurves(runs: readonly PretextRun[]): PretextCurve[] {
  const epochs = runs.flatMap((run) => run.epochs);
  const names = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.monitors)))];
  return [
    { ...described(runs, 'loss', 'Training loss'), value: ({ loss }) => loss },
    { title: 'Learning rate', levels: [{ at: 0 }], value: ({ learningRate }) => learningRate },
    ...names.map((name) => ({
      ...described(runs, name, name),
      value: ({ monitors }: PretrainEpoch) => monitors[name] ?? Number.NaN,
    })),
  ];
}

/** The title of the first run that has one, and each different level of all runs. */
function described(runs: readonly PretextRun[], name: string, fallback: string) {
  const monitors = runs.flatMap((run) => run.monitors[name] ?? []);
  const levels = monitors.flatMap((monitor) => monitor.levels);
  const different = new Map(levels.map((level) => [JSON.stringify(level), level]));
  return { title: monitors[0]?.title ?? fallback, levels: [...different.values()] };
}

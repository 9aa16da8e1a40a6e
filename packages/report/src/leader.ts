import type { SplitScores } from '@ssvaerr/metrics';
import type { ReportRun } from './report-data.ts';
import type { EpochMetrics } from './results.ts';

/** The best known scores of a run. */
export interface Standing {
  readonly run: ReportRun;
  /** The split that the scores are from. */
  readonly split: 'test' | 'validation';
  readonly scores: SplitScores;
}

/** The epoch whose weights were kept; `undefined` before the first epoch. */
export function bestEpoch({ epochs, results }: ReportRun): EpochMetrics | undefined {
  return results
    ? epochs.find(({ epoch }) => epoch === results.bestEpoch)
    : epochs.findLast(({ best }) => best);
}

/** The test scores if there are any, else the validation scores; `undefined` before the first epoch. */
export function standing(run: ReportRun): Standing | undefined {
  const { results } = run;
  if (results?.test) return { run, split: 'test', scores: results.test };
  const scores = results?.validation ?? bestEpoch(run)?.validation;
  return scores && { run, split: 'validation', scores };
}

/**
 * Finds the best run by the mean of its two validation CCCs. Test scores do not choose: those of the chosen
 * run would be too good. If any run is finished, only finished runs are compared.
 *
 * @returns the run with its scores; `undefined` without a run that has scores.
 * @example
 * ```ts
 * import { leader } from '@ssvaerr/report';
 *
 * const scores = (ccc: number) => ({ ccc, pcc: ccc, rmse: 0.2, meanVideoCcc: ccc });
 * const both = (ccc: number) => ({ arousal: scores(ccc), valence: scores(ccc), videos: 8, frames: 1600 });
 * const origin = { config: {}, versions: {}, machine: {}, commit: null, engine: { name: 'wasm', detail: '' } };
 * const first = { epoch: 1, loss: 0.4, seconds: 30, framesPerSecond: 200, best: true };
 * const info = { ...origin, data: { path: 'store', source: 'noise', licence: 'CC0' } };
 * const epoch = (ccc: number) => ({ ...first, validation: both(ccc) });
 * const run = (name: string, ccc: number) => ({ name, info, epochs: [epoch(ccc)], traces: [] });
 * const best = leader([run('small', 0.4), run('large', 0.6)]);
 * console.log(best?.run.name, best?.split, best?.scores.arousal.ccc); // large validation 0.6
 * ```
 */
export function leader(runs: readonly ReportRun[]): Standing | undefined {
  const finished = runs.filter(({ results }) => results);
  const [first] = (finished.length > 0 ? finished : runs)
    .map((run) => ({ run, merit: merit(run) }))
    .sort((a, b) => b.merit - a.merit);
  return first && standing(first.run);
}

function merit(run: ReportRun): number {
  const scores = run.results?.validation ?? bestEpoch(run)?.validation;
  const mean = scores ? (scores.arousal.ccc + scores.valence.ccc) / 2 : Number.NaN;
  return Number.isFinite(mean) ? mean : Number.NEGATIVE_INFINITY;
}

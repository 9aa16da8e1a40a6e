import type { ReportRun } from './report-data.ts';
import type { EpochMetrics, SplitScores } from './results.ts';

/** How well a run does, by the best that is known of it. */
export interface Standing {
  readonly run: ReportRun;
  readonly split: 'test' | 'validation';
  readonly scores: SplitScores;
}

/** The epoch whose weights were kept; `undefined` before the first. */
export function bestEpoch({ epochs, results }: ReportRun): EpochMetrics | undefined {
  return results
    ? epochs.find(({ epoch }) => epoch === results.bestEpoch)
    : epochs.findLast(({ best }) => best);
}

/** On the test split if it was measured, else on the validation split; `undefined` before any epoch. */
export function standing(run: ReportRun): Standing | undefined {
  const { results } = run;
  if (results?.test) return { run, split: 'test', scores: results.test };
  const scores = results?.validation ?? bestEpoch(run)?.validation;
  return scores && { run, split: 'validation', scores };
}

/**
 * The run to look at first. It is chosen as an epoch is chosen, by the mean of the two validation CCCs:
 * chosen by its test scores, these would flatter it. Finished runs come before others.
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

import type { SplitScores } from '@ssvaerr/metrics';
import { care } from './_care.ts';
import { learningCurves } from './_learning-curves.ts';
import { provenance } from './_provenance.ts';
import { traces } from './_traces.ts';
import { html } from './markup.ts';
import { count } from './numbers.ts';
import { page } from './page.ts';
import type { ReportRun } from './report-data.ts';
import { scoresTable } from './scores-table.ts';

/** Runs of a cross-validation, one for each fold. */
export interface FoldsData {
  readonly title: string;
  /** Scores of all clips together, each predicted by the run that did not train on its subject. */
  readonly pooled: SplitScores;
  /** The runs of the folds, in order. */
  readonly runs: readonly ReportRun[];
}

/**
 * Writes the report of a cross-validation as one HTML file: the scores of all clips together and of each fold, learning
 * curves, and how the runs were made. No fold is called the best, for their test splits are different people.
 *
 * @throws RangeError if a trace has an `fps` that is not above 0, or a thumbnail of the wrong size.
 * @example
 * ```ts
 * import { renderFolds } from '@ssvaerr/report';
 *
 * const scores = { ccc: 0.5, pcc: 0.6, rmse: 0.2, meanVideoCcc: 0.4 };
 * const pooled = { videos: 9, frames: 900, arousal: scores, valence: scores };
 * console.log(renderFolds({ title: '3 folds', pooled, runs: [] }).includes('0.500')); // true
 * ```
 */
export function renderFolds({ title, pooled, runs }: FoldsData): string {
  const folds = runs.flatMap(({ name, results }) =>
    results?.test ? [{ name, scores: results.test }] : [],
  );
  const rows = [{ name: 'all folds', scores: pooled }];
  return page({
    title,
    body: html`<h1>${title}</h1>
<section>
<h2>Scores</h2>
<p>Each of the ${count(pooled.videos)} clips was predicted once, by the run that did not train on its subject.
The scores of all folds are computed over their ${count(pooled.frames)} labeled frames together.</p>
${scoresTable('All test splits together', rows)}${folds.length > 0 && scoresTable('Test split of each fold', folds)}<p class="quiet">CCC
is the concordance correlation coefficient, PCC is Pearson's correlation coefficient, and RMSE is the root mean square
error in units of the labels. "Per video" is the mean of the CCCs of the single videos. The test splits of the folds are
different people, so that their differences do not tell which run is better.</p>
</section>
${learningCurves(runs)}${traces(runs.slice(0, 1))}${provenance({ title, runs })}${care}`,
  });
}

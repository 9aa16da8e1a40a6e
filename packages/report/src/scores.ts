import { baselineName } from './headline.ts';
import { html, type Markup } from './markup.ts';
import type { ReportData } from './report-data.ts';
import { type ScoreRow, scoresTable } from './table.ts';

/** A table of the test split, with what any model must beat, and one of the validation split. */
export function scores({ runs, baselines = {} }: ReportData): Markup | false {
  const test: ScoreRow[] = [
    ...runs.flatMap(({ name, results }) => (results?.test ? [{ name, scores: results.test }] : [])),
    ...Object.entries(baselines).map(([key, scores]) => ({ name: baselineName(key), scores })),
  ];
  const validation: ScoreRow[] = runs.flatMap(({ name, results }) =>
    results ? [{ name, scores: results.validation }] : [],
  );
  if (test.length + validation.length === 0) return false;
  return html`<section>
<h2>Scores</h2>
${test.length > 0 && scoresTable('Test split', test)}${
  validation.length > 0 && scoresTable('Validation split, which chose the epoch', validation)
}<p class="quiet">CCC: concordance; PCC: Pearson's correlation; RMSE: in units of the labels, which run from
−1 to 1; per video: mean of every video's own CCC. The first three are over all frames, videos concatenated.
The best of a column is bold.</p>
</section>
`;
}

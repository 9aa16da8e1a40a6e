import { html, type Markup } from './markup.ts';
import type { ReportData } from './report-data.ts';
import { type ScoreRow, scoresTable } from './scores-table.ts';

/** Section with all scores of the test split, beside the baselines, and of the validation split. */
export function scores({ runs, baselines = {} }: ReportData): Markup | false {
  const test: ScoreRow[] = [
    ...runs.flatMap(({ name, results }) => (results?.test ? [{ name, scores: results.test }] : [])),
    ...Object.entries(baselines).map(([name, scores]) => ({ name, scores })),
  ];
  const validation: ScoreRow[] = runs.flatMap(({ name, results }) =>
    results ? [{ name, scores: results.validation }] : [],
  );
  if (test.length + validation.length === 0) return false;
  const splits = [...new Set(runs.flatMap(({ info }) => info.data.splits ?? []))];
  return html`<section>
<h2>Scores</h2>
${
  splits.length > 0 &&
  html`<p>Splits: ${splits.join('; ')}.</p>
`
}${test.length > 0 && scoresTable('Test split', test)}${
  validation.length > 0 && scoresTable('Validation split, used to choose the epoch', validation)
}<p class="quiet">CCC is the concordance correlation coefficient, PCC is Pearson's correlation coefficient, and RMSE
is the root mean square error in units of the labels, which range from −1 to 1. These three are computed
over all frames with the videos concatenated. "Per video" is the mean of the CCCs of the single videos. The
best value of each column is bold.</p>
</section>
`;
}

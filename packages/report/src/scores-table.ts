import type { Scores, SplitScores } from '@ssvaerr/metrics';
import { capitalized, dimensions } from './dimensions.ts';
import { html, type Markup } from './markup.ts';
import { score } from './numbers.ts';

/** A row of the table: a run or a baseline. */
export interface ScoreRow {
  readonly name: string;
  readonly scores: SplitScores;
}

const measures: readonly {
  readonly key: keyof Scores;
  readonly name: string;
  readonly better: (...values: number[]) => number;
}[] = [
  { key: 'ccc', name: 'CCC', better: Math.max },
  { key: 'pcc', name: 'PCC', better: Math.max },
  { key: 'rmse', name: 'RMSE', better: Math.min },
  { key: 'meanVideoCcc', name: 'per video', better: Math.max },
];

const columns = dimensions.flatMap((dimension) =>
  measures.map((measure, index) => ({ dimension, ...measure, start: index === 0 })),
);

/**
 * Builds a table of all scores. If there are several rows, the best value of each column is bold: the lowest
 * RMSE, otherwise the highest.
 *
 * @param caption shown above the table, and read out by screen readers.
 * @example
 * ```ts
 * import { scoresTable } from '@ssvaerr/report';
 *
 * const scores = (ccc: number) => ({ ccc, pcc: ccc, rmse: 0.2, meanVideoCcc: ccc });
 * const both = (ccc: number) => ({ arousal: scores(ccc), valence: scores(ccc), videos: 8, frames: 1600 });
 * const rows = [{ name: 'trained', scores: both(0.6) }, { name: 'untrained', scores: both(0.1) }];
 * const table = scoresTable('Test split', rows);
 * console.log(table.text.includes('<b>0.600</b>'), table.text.includes('<b>0.100</b>')); // true false
 * ```
 */
export function scoresTable(caption: string, rows: readonly ScoreRow[]): Markup {
  const best = columns.map(({ dimension, key, better }) =>
    better(...rows.map(({ scores }) => scores[dimension][key]).filter(Number.isFinite)),
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table class="scores">
<caption>${caption}</caption>
<thead>
<tr><th scope="col" rowspan="2" class="words">Model</th>${dimensions.map((dimension) => html`<th scope="colgroup" colspan="${measures.length}">${capitalized(dimension)}</th>`)}</tr>
<tr>${columns.map(({ name, start }) => html`<th scope="col"${start && next}>${name}</th>`)}</tr>
</thead>
<tbody>
${rows.map(
  ({ name, scores }) => html`<tr><th scope="row">${name}</th>${columns.map(
    ({ dimension, key, start }, column) => {
      const value = scores[dimension][key];
      return html`<td${start && next}>${rows.length > 1 && value === best[column] ? html`<b>${score(value)}</b>` : score(value)}</td>`;
    },
  )}</tr>
`,
)}</tbody>
</table>
</div>
`;
}

/** Sets the first column of a dimension apart. */
const next = html` class="next"`;

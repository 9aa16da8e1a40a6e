import { html, type Markup } from './markup.ts';
import { score } from './numbers.ts';

/** A row of {@link heatTable}: its name, and a number for each column; NaN is a dash. */
export interface HeatRow {
  readonly name: string;
  readonly values: readonly number[];
}

/** The most color a cell gets, in percent: the number on it must stay readable in both themes. */
const mostColor = 45;

/**
 * Builds a table of numbers in [-1, 1] whose cells are colored by their values: blue above 0, orange below, the stronger
 * the farther from 0. It scrolls on its own where the page is narrow.
 *
 * @param caption shown above the table, and read out by screen readers.
 * @param head names of the columns, the first one that of the rows' names.
 * @example
 * ```ts
 * import { heatTable } from '@ssvaerr/report';
 *
 * const rows = [{ name: 'anna', values: [1, 0.5] }, { name: 'ben', values: [0.5, 1] }];
 * const table = heatTable('CCC', ['Rater', 'anna', 'ben'], rows);
 * console.log(table.text.includes('<th scope="row">ben</th>'), table.text.includes('>0.50</td>')); // true true
 * ```
 */
export const heatTable = (
  caption: string,
  head: readonly string[],
  rows: readonly HeatRow[],
): Markup => html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${head.map((name, column) => html`<th scope="col"${column === 0 && html` class="words"`}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ name, values }) => html`<tr><th scope="row">${name}</th>${values.map(cell)}</tr>
`,
)}</tbody>
</table>
</div>
`;

function cell(value: number): Markup {
  if (!Number.isFinite(value)) return html`<td>${score(value, 2)}</td>`;
  const color = value < 0 ? 'var(--series-1)' : 'var(--series-0)';
  const share = Math.round(mostColor * Math.min(1, Math.abs(value)));
  return html`<td style="background: color-mix(in srgb, ${color} ${share}%, transparent)">${score(value, 2)}</td>`;
}

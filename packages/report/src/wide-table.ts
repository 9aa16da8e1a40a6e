import { html, type Markup } from './markup.ts';

/**
 * Builds a table of texts, which scrolls on its own where the page is narrow.
 *
 * @param caption shown above the table, and read out by screen readers.
 * @param head names of the columns.
 * @param rows cells of each row; the first cell names the row.
 * @example
 * ```ts
 * import { wideTable } from '@ssvaerr/report';
 *
 * const table = wideTable('Stages', ['Stage', 'Time'], [['training', '3 min 5 s']]);
 * console.log(table.text.includes('<th scope="row">training</th><td>3 min 5 s</td>')); // true
 * ```
 */
export const wideTable = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Markup => html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${head.map((name, column) => html`<th scope="col"${column === 0 && html` class="words"`}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([
    name = '',
    ...cells
  ]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody>
</table>
</div>
`;

import { html, type Markup } from './markup.ts';

/** A table of words and numbers that scrolls by itself where the page is narrow; a row's first cell names it. */
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

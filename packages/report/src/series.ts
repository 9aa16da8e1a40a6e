import { html, type Markup } from './markup.ts';
import { seriesColors } from './style.ts';

const dashes = ['none', '6 4', '1.5 4'] as const;

/** How the line of one run is drawn. */
export interface LineStyle {
  readonly stroke: string;
  readonly strokeDasharray: string;
  readonly strokeWidth: number;
}

/** Of run `index`: fifteen look different, by color and then by dash, also to the color-blind. */
export const lineStyle = (index: number): LineStyle => ({
  stroke: `var(--series-${index % seriesColors})`,
  strokeDasharray: dashes[Math.floor(index / seriesColors) % dashes.length]!,
  strokeWidth: 2,
});

/** Of the annotation: wide, as what others are drawn over. */
export const annotationStyle: LineStyle = {
  stroke: 'var(--annotation)',
  strokeDasharray: 'none',
  strokeWidth: 4,
};

/** A legend: a piece of each line, and its name. */
export const legend = (
  entries: readonly { readonly name: string; readonly style: LineStyle }[],
): Markup => html`<ul class="legend">
${entries.map(
  ({
    name,
    style,
  }) => html`<li><svg width="30" height="10" aria-hidden="true"><line x1="2" x2="28" y1="5" y2="5" stroke="${style.stroke}" stroke-dasharray="${style.strokeDasharray}" stroke-width="${style.strokeWidth}" stroke-linecap="round"/></svg>${name}</li>
`,
)}</ul>
`;

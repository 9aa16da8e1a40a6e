import { html, type Markup } from './markup.ts';
import { seriesColors } from './style.ts';

const dashes = ['none', '6 4', '1.5 4'] as const;

/** SVG attributes of a line. */
export interface LineStyle {
  /** Color, such as `var(--series-0)`. */
  readonly stroke: string;
  /** Lengths of dashes and gaps in pixels, such as `6 4`; `none` for an unbroken line. */
  readonly strokeDasharray: string;
  /** In pixels. */
  readonly strokeWidth: number;
}

/**
 * Returns the line style of run `index`, a whole number from 0. Fifteen styles differ, by color and then by dash;
 * color-blind people can tell them apart, too.
 *
 * @example
 * ```ts
 * import { lineStyle } from '@ssvaerr/report';
 *
 * console.log(lineStyle(0).stroke, lineStyle(0).strokeDasharray); // var(--series-0) none
 * console.log(lineStyle(5).stroke, lineStyle(5).strokeDasharray); // var(--series-0) 6 4
 * ```
 */
export const lineStyle = (index: number): LineStyle => ({
  stroke: `var(--series-${index % seriesColors})`,
  strokeDasharray: dashes[Math.floor(index / seriesColors) % dashes.length]!,
  strokeWidth: 2,
});

/**
 * The line style of an annotation: wide, because predictions are drawn over it.
 *
 * @example
 * ```ts
 * import { annotationStyle, lineStyle } from '@ssvaerr/report';
 *
 * console.log(annotationStyle.strokeWidth, lineStyle(0).strokeWidth); // 4 2
 * ```
 */
export const annotationStyle: LineStyle = {
  stroke: 'var(--annotation)',
  strokeDasharray: 'none',
  strokeWidth: 4,
};

/**
 * Builds a legend: a list of short lines with their names.
 *
 * @example
 * ```ts
 * import { annotationStyle, legend, lineStyle } from '@ssvaerr/report';
 *
 * const names = ['run 1', 'run 2'];
 * const runs = names.map((name, index) => ({ name, style: lineStyle(index) }));
 * const list = legend([{ name: 'annotated', style: annotationStyle }, ...runs]);
 * console.log(list.text.match(/<li>/g)?.length, list.text.includes('</svg>run 2</li>')); // 3 true
 * ```
 */
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

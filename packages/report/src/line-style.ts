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
 * The line style of run `index`, a whole number from 0. Fifteen styles differ, by color and then by dash; the
 * color-blind can tell them apart, too.
 *
 * @example
 * ```ts
 * const lines = runs.map(({ epochs }, index) => ({ epochs, style: lineStyle(index) }));
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
 * const key = legend([{ name: 'annotated', style: annotationStyle }]);
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
 * const key = legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })));
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

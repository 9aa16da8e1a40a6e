import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Markup } from './markup.ts';

/** Options of `chart`: those of Observable Plot, and a title. */
export interface ChartOptions extends PlotOptions {
  /** Read out by screen readers, and shown as a tooltip. */
  readonly title: string;
}

const fontSize = '13';
/** The renderer resvg knows neither `system-ui` nor, where Arial is missing, `sans-serif`. */
const fontFamily = 'system-ui, Arial, DejaVu Sans, sans-serif';

/**
 * Draws a chart with Observable Plot, without a browser: the same text in Node, in workers and in pages.
 *
 * @returns an `<svg>` element with class `chart` and no script. Colors such as `var(--series-0)` refer to the
 *   custom properties of `css`.
 * @see https://observablehq.com/plot/
 * @example
 * ```ts
 * import { binX, rectY } from '@observablehq/plot';
 * import { chart } from '@ssvaerr/report';
 *
 * const values = [-0.4, -0.1, 0, 0.1, 0.2];
 * const bars = rectY(values, binX({ y: 'count' }, { x: (value: number) => value }));
 * const histogram = chart({ title: 'Predicted arousal', marks: [bars] });
 * console.log(histogram.text.includes('<title>Predicted arousal</title>')); // true
 * ```
 */
export function chart({ title, ...options }: ChartOptions): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = plot({ document, className: 'chart', ...options });
  svg.querySelector('style')?.remove(); // the page has its own; `:where` is more than resvg knows
  svg.setAttribute('font-size', fontSize);
  svg.setAttribute('font-family', fontFamily);
  svg.setAttribute('role', 'img');
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  svg.prepend(name);
  return new Markup(svg.outerHTML);
}

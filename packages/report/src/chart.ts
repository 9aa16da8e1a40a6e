import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Markup } from './markup.ts';

/** Options of Plot, and what is said to those who do not see the picture. */
export interface ChartOptions extends PlotOptions {
  readonly title: string;
}

const fontSize = '13';
/** resvg knows neither `system-ui` nor, where Arial is missing, `sans-serif`. */
const fontFamily = 'system-ui, Arial, DejaVu Sans, sans-serif';

/**
 * A chart as an `<svg>` element that needs no browser, script or style sheet. Its colors may be the
 * custom properties of `style.ts`.
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

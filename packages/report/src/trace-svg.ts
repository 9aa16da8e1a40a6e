import { html } from './markup.ts';
import type { Trace } from './report-data.ts';
import { light } from './style.ts';
import { traceChart } from './trace-chart.ts';
import { annotationLines } from './trace-lines.ts';

/**
 * Draws one clip as an SVG file that needs no style sheet, in the light theme: the annotation is gray, the
 * prediction blue.
 *
 * @throws RangeError if `fps` is not above 0, or a thumbnail has the wrong size.
 * @example
 * ```ts
 * import { traceSvg } from '@ssvaerr/report';
 *
 * const ratings = { arousal: Float32Array.of(0, 0.5, 1), valence: Float32Array.of(0.2, 0.1, Number.NaN) };
 * const clip = { clip: 'c1', subject: 'P1', fps: 25, thumbnails: [] };
 * const trace = { ...clip, labels: ratings, predictions: ratings };
 * const svg = traceSvg(trace); // write it to clip.svg
 * console.log(svg.startsWith('<svg xmlns='), svg.includes('var(')); // true false
 * ```
 */
export function traceSvg(trace: Trace): string {
  const annotated =
    annotationLines(trace).length > 0 && html`<tspan fill="var(--annotation)">annotated </tspan>`;
  const legend = html`<text x="100%" dx="-32" y="17" text-anchor="end">${annotated}<tspan fill="var(--series-0)">predicted</tspan></text>`;
  return traceChart(trace)
    .text.replace(/^<svg /, `<svg xmlns="http://www.w3.org/2000/svg" color="${light.ink}" `)
    .replace(
      '</title>',
      `</title><rect width="100%" height="100%" fill="var(--background)"/>${legend.text}`,
    )
    .replace(/var\(--([\w-]+)\)/g, (_, name: string) => light[name]!);
}

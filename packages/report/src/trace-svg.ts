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
 * await writeFile('clip.svg', traceSvg(trace));
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

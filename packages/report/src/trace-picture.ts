import { compareTrace, isAnnotated } from './clips.ts';
import { html } from './markup.ts';
import type { Trace } from './report-data.ts';
import { light } from './style.ts';
import { traceChart } from './trace-chart.ts';

/** The chart of one clip as an SVG file of its own: light, the annotation gray, the prediction blue. */
export function traceSvg(trace: Trace): string {
  const compared = compareTrace(trace);
  const annotated =
    isAnnotated(compared) && html`<tspan fill="var(--annotation)">annotated </tspan>`;
  const legend = html`<text x="100%" dx="-32" y="17" text-anchor="end">${annotated}<tspan fill="var(--series-0)">predicted</tspan></text>`;
  return traceChart(compared)
    .text.replace(/^<svg /, `<svg xmlns="http://www.w3.org/2000/svg" color="${light.ink}" `)
    .replace(
      '</title>',
      `</title><rect width="100%" height="100%" fill="var(--background)"/>${legend.text}`,
    )
    .replace(/var\(--([\w-]+)\)/g, (_, name: string) => light[name]!);
}

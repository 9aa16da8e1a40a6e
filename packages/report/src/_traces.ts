import { type ComparedClip, compareClips } from './_compare-clips.ts';
import { annotationStyle, legend, lineStyle } from './line-style.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun } from './report-data.ts';
import { traceChart } from './trace-chart.ts';
import { isAnnotated } from './trace-lines.ts';

/** Section with one figure per clip: the annotation and the predictions of all runs; false without clips. */
export function traces(runs: readonly ReportRun[]): Markup | false {
  const clips = compareClips(runs);
  if (clips.length === 0) return false;
  const annotated = clips.some(({ lines }) => isAnnotated(lines));
  const predicted = runs.flatMap(({ name, traces }, index) =>
    traces.length > 0
      ? [{ name: runs.length > 1 ? name : 'predicted', style: lineStyle(index) }]
      : [],
  );
  return html`<section>
<h2>Test clips, frame by frame</h2>
${legend([...(annotated ? [{ name: 'annotated', style: annotationStyle }] : []), ...predicted])}
<div class="charts traces">
${clips.map(figure)}</div>
</section>
`;
}

const figure = ({ trace, lines }: ComparedClip) => html`<figure>
${traceChart(trace, lines)}
<figcaption><b>${trace.clip}</b>, subject ${trace.subject}</figcaption>
</figure>
`;

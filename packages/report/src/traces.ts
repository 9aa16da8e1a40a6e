import { type ComparedClip, compareClips } from './clips.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun } from './report-data.ts';
import { annotationStyle, legend, lineStyle } from './series.ts';
import { traceChart } from './trace-chart.ts';

/** Predicted against annotated, one figure a clip, all runs in it. Without clips, nothing. */
export function traces(runs: readonly ReportRun[]): Markup | false {
  const clips = compareClips(runs);
  if (clips.length === 0) return false;
  const annotated = clips.some(({ lines }) => lines.some(({ style }) => style === annotationStyle));
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

const figure = (clip: ComparedClip) => html`<figure>
${traceChart(clip)}
<figcaption><b>${clip.trace.clip}</b>, subject ${clip.trace.subject}</figcaption>
</figure>
`;

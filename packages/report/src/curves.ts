import { capitalized, dimensions } from './dimensions.ts';
import { epochChart, type Level } from './epoch-chart.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun } from './report-data.ts';
import type { EpochMetrics } from './results.ts';
import { legend, lineStyle } from './series.ts';
import { bestEpoch } from './standing.ts';

interface Curve {
  readonly title: string;
  readonly value: (metrics: EpochMetrics) => number;
  readonly levels: readonly Level[];
}

const curves: readonly Curve[] = [
  { title: 'Training loss', value: ({ loss }) => loss, levels: [] },
  ...dimensions.map((dimension) => ({
    title: `${capitalized(dimension)}, validation CCC`,
    value: ({ validation }: EpochMetrics) => validation[dimension].ccc,
    levels: [{ at: 0 }], // where a CCC means nothing learned
  })),
];

/** Loss and validation CCCs by epoch: a line a run, its best epoch marked. Without epochs, nothing. */
export function learningCurves(runs: readonly ReportRun[]): Markup | false {
  if (runs.every(({ epochs }) => epochs.length === 0)) return false;
  const lines = runs.map((run, index) => ({
    epochs: run.epochs,
    style: lineStyle(index),
    best: bestEpoch(run),
  }));
  return html`<section>
<h2>Training</h2>
${runs.length > 1 && legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })))}<p class="quiet">The large dot is the best epoch, by the mean of the two validation CCCs: its weights are kept.</p>
<div class="charts">
${curves.map(
  (curve) => html`<figure>${epochChart({ ...curve, lines })}</figure>
`,
)}</div>
</section>
`;
}

import { capitalized, dimensions } from './dimensions.ts';
import { epochChart, type Level } from './epoch-chart.ts';
import { bestEpoch } from './leader.ts';
import { legend, lineStyle } from './line-style.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun } from './report-data.ts';
import type { EpochMetrics } from './results.ts';

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
    levels: [{ at: 0 }], // a CCC of 0: nothing is learned
  })),
];

/** Section with loss and validation CCCs by epoch, one line per run; false without an epoch. */
export function learningCurves(runs: readonly ReportRun[]): Markup | false {
  if (runs.every(({ epochs }) => epochs.length === 0)) return false;
  const lines = runs.map((run, index) => ({
    epochs: run.epochs,
    style: lineStyle(index),
    best: bestEpoch(run),
  }));
  return html`<section>
<h2>Training</h2>
${runs.length > 1 && legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })))}<p class="quiet">The large dot marks the best epoch, chosen by the mean of the two validation CCCs. The weights of this epoch were kept.</p>
<div class="charts">
${curves.map(
  (curve) => html`<figure>${epochChart({ ...curve, lines })}</figure>
`,
)}</div>
</section>
`;
}

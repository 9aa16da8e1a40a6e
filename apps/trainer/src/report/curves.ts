import { dot, lineY, type Markish, ruleY } from '@observablehq/plot';
import type { EpochMetrics } from '../results.ts';
import { chart } from './chart.ts';
import { capitalized, dimensions } from './dimensions.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun } from './report-data.ts';
import { legend, lineStyle } from './series.ts';
import { bestEpoch } from './standing.ts';

/** With more epochs than this the line alone shows them. */
const mostDots = 30;

interface Curve {
  readonly title: string;
  readonly value: (metrics: EpochMetrics) => number;
  /** Whether 0 is drawn: where a CCC means nothing learned. */
  readonly zero: boolean;
}

const curves: readonly Curve[] = [
  { title: 'Training loss', value: ({ loss }) => loss, zero: false },
  ...dimensions.map((dimension) => ({
    title: `${capitalized(dimension)}, validation CCC`,
    value: ({ validation }: EpochMetrics) => validation[dimension].ccc,
    zero: true,
  })),
];

/** Loss and validation CCCs by epoch: a line a run, its best epoch marked. Without epochs, nothing. */
export function learningCurves(runs: readonly ReportRun[]): Markup | false {
  if (runs.every(({ epochs }) => epochs.length === 0)) return false;
  return html`<section>
<h2>Training</h2>
${runs.length > 1 && legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })))}<p class="quiet">The large dot is the best epoch, by the mean of the two validation CCCs: its weights are kept.</p>
<div class="charts">
${curves.map(
  (curve) => html`<figure>${learningCurve(curve, runs)}</figure>
`,
)}</div>
</section>
`;
}

function learningCurve({ title, value, zero }: Curve, runs: readonly ReportRun[]): Markup {
  const epochs = runs.flatMap((run) => run.epochs.map(({ epoch }) => epoch));
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  const marks = runs.flatMap((run, index): Markish[] => {
    const style = lineStyle(index);
    const best = bestEpoch(run);
    const at = { x: 'epoch', y: value, fill: style.stroke };
    return [
      lineY(run.epochs, { x: 'epoch', y: value, ...style }),
      ...(run.epochs.length <= mostDots ? [dot(run.epochs, { ...at, r: 2 })] : []),
      dot(best ? [best] : [], { ...at, r: 5, stroke: 'var(--background)' }),
    ];
  });
  return chart({
    title: `${title} by epoch`,
    width: 360,
    height: 240,
    marginTop: 34,
    marginLeft: 46,
    marginBottom: 44,
    x: {
      label: 'epoch',
      labelOffset: 40,
      domain: [first, last],
      ticks: Math.max(1, Math.min(6, last - first)),
      tickFormat: 'd',
    },
    y: { label: title, nice: true, grid: true, ticks: 5, tickFormat: '.3~g', labelArrow: 'none' },
    marks: [ruleY(zero ? [0] : [], { stroke: 'var(--quiet)' }), ...marks],
  });
}

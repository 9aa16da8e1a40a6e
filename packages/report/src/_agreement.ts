import { dot, line } from '@observablehq/plot';
import type { Dimension } from '@ssvaerr/metrics';
import { chart } from './chart.ts';
import { capitalized, dimensions } from './dimensions.ts';
import { lineStyle } from './line-style.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun, Trace } from './report-data.ts';

/** Dots of one panel. */
const mostDots = 800;

/**
 * Section with predictions over annotations, one dot per frame of the clips shown; false if no frame has a
 * label. At a CCC of 1 all dots are on the diagonal. The dots of a model that varies too little lie flatter,
 * those of a biased model beside it.
 */
export function agreement({ name, traces }: ReportRun, index: number): Markup | false {
  const panels = dimensions.map((dimension) => ({ dimension, points: pairs(traces, dimension) }));
  if (panels.every(({ points }) => points.length === 0)) return false;
  return html`<section>
<h2>Agreement</h2>
<p class="quiet">Each dot is one frame of the clips above, predicted by ${name}. Prediction and annotation agree on the diagonal. If the dots lie flatter than the diagonal, the predictions vary too little.</p>
<div class="charts">
${panels.map(
  ({
    dimension,
    points,
  }) => html`<figure>${panel(dimension, points, lineStyle(index).stroke)}</figure>
`,
)}</div>
</section>
`;
}

type Pair = readonly [annotated: number, predicted: number];

/** Frames with a label and a prediction, thinned evenly to at most `mostDots`. */
function pairs(traces: readonly Trace[], dimension: Dimension): Pair[] {
  const all = traces.flatMap(({ labels, predictions }) =>
    Array.from(labels[dimension], (label, i): Pair => [label, predictions[dimension][i]!]),
  );
  const known = all.filter((pair) => pair.every(Number.isFinite));
  const step = Math.ceil(known.length / mostDots);
  return known.filter((_, i) => i % step === 0);
}

const panel = (dimension: Dimension, points: readonly Pair[], color: string) =>
  chart({
    title: `${capitalized(dimension)}: predicted over annotated`,
    width: 360,
    height: 348,
    marginTop: 34,
    marginLeft: 46,
    marginBottom: 44,
    x: { domain: [-1, 1], ticks: 5, label: 'annotated', labelOffset: 40, clamp: true, grid: true },
    y: { domain: [-1, 1], ticks: 5, label: `${dimension} predicted`, clamp: true, grid: true },
    marks: [
      line(
        [
          [-1, -1],
          [1, 1],
        ],
        { stroke: 'var(--quiet)' },
      ),
      dot(points, { r: 1.6, fill: color, fillOpacity: 0.55 }),
    ],
  });

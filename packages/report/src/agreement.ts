import { dot, line } from '@observablehq/plot';
import { chart } from './chart.ts';
import { capitalized, type Dimension, dimensions } from './dimensions.ts';
import { html, type Markup } from './markup.ts';
import type { ReportRun, Trace } from './report-data.ts';
import { lineStyle } from './series.ts';

/** Of a panel. */
const mostDots = 800;

/**
 * Predicted over annotated, a dot a frame of the clips shown. A CCC of 1 is all dots on the diagonal; a
 * timid model lies flatter, a biased one beside it. Without annotated frames, nothing.
 */
export function agreement({ name, traces }: ReportRun, index: number): Markup | false {
  const panels = dimensions.map((dimension) => ({ dimension, points: pairs(traces, dimension) }));
  if (panels.every(({ points }) => points.length === 0)) return false;
  return html`<section>
<h2>Agreement</h2>
<p class="quiet">Frames of the clips above as ${name} predicts them. On the diagonal they agree; flatter than the diagonal the model is too careful.</p>
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

/** Frames with both numbers, thinned evenly to at most `mostDots`. */
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

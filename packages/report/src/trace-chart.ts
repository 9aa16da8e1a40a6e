import { axisX, axisY, image, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import { decimate } from './_decimate.ts';
import { chart } from './chart.ts';
import { dimensions } from './dimensions.ts';
import { pictureUri } from './gray-png.ts';
import type { Markup } from './markup.ts';
import type { Trace } from './report-data.ts';
import { annotationLines, isAnnotated, predictionLine, type TraceLine } from './trace-lines.ts';

const margin = { left: 36, right: 32, top: 24 };
const plotWidth = 456;
/**
 * Start and length of the time axis of `traceChart`, as fractions of the chart's width. With them a program
 * can move a cursor over the chart while a video plays.
 *
 * @example
 * ```ts
 * import { timeAxis } from '@ssvaerr/report';
 *
 * const cursor = (seconds: number) => timeAxis.start + timeAxis.length * (seconds / 10); // of a clip of 10 s
 * console.log([0, 5, 10].map((seconds) => Math.round(1048 * cursor(seconds)))); // [ 72, 528, 984 ]
 * ```
 */
export const timeAxis = {
  start: margin.left / (margin.left + plotWidth + margin.right),
  length: plotWidth / (margin.left + plotWidth + margin.right),
};
const panelHeight = 104;
/** Height of the ticks and the label of the time axis; thumbnails come below. */
const axisHeight = 44;
const largestThumbnail = 56;
const smallestThumbnail = 12;
/** Two points per pixel; more would not be visible. */
const mostPoints = 2 * plotWidth;

/**
 * Draws arousal above valence over the time of a clip, from -1 to 1; values outside are drawn at the edge.
 * Each thumbnail stands below its time.
 *
 * @param lines Default: the annotation, if a frame has a label, and the prediction.
 * @param title Read out by screen readers. Default: that these lines are shown.
 * @returns an `<svg>` element that uses the custom properties of `css`.
 * @throws RangeError if an `fps` is not above 0, or a thumbnail has the wrong size.
 * @example
 * ```ts
 * import { traceChart } from '@ssvaerr/report';
 *
 * const ratings = { arousal: Float32Array.of(0, 0.5, 1), valence: Float32Array.of(0.2, 0.1, Number.NaN) };
 * const clip = { clip: 'c1', subject: 'P1', fps: 25, thumbnails: [] };
 * const trace = { ...clip, labels: ratings, predictions: ratings };
 * const svg = traceChart(trace).text;
 * console.log(svg.includes('Arousal and valence of c1 over time, annotated and predicted')); // true
 * ```
 */
export function traceChart(
  trace: Trace,
  lines: readonly TraceLine[] = [...annotationLines(trace), predictionLine(trace, 0)],
  title = `Arousal and valence of ${trace.clip} over time, ${isAnnotated(lines) ? 'annotated and ' : ''}predicted`,
): Markup {
  for (const { fps } of [trace, ...lines]) {
    if (!(fps > 0)) throw new RangeError(`traceChart: 'fps' must be above 0, got ${fps}.`);
  }
  const ends = lines.map(({ fps, values }) => (values.arousal.length - 1) / fps);
  const seconds = Math.max(...ends, 1 / trace.fps);
  const size = thumbnailSize(trace, plotWidth / seconds);
  const below = axisHeight + size;
  return chart({
    title,
    width: margin.left + plotWidth + margin.right,
    height: margin.top + 2 * panelHeight + below,
    marginLeft: margin.left,
    marginRight: margin.right,
    marginTop: margin.top,
    marginBottom: below,
    x: { domain: [0, seconds] },
    y: { domain: [-1, 1], clamp: true, grid: true },
    fy: { domain: dimensions, axis: null, paddingInner: 0.22, paddingOuter: 0 },
    marks: [
      ruleY([0], { stroke: 'var(--quiet)', strokeOpacity: 0.6 }),
      axisY({
        ticks: [-1, 0, 1],
        tickFormat: (tick: number) => `${tick}`.replace('-', '−'),
        label: null,
      }),
      axisX({ ticks: 6, label: 'seconds', labelOffset: axisHeight - 6 }),
      text(dimensions, {
        fy: (name: string) => name,
        text: (name: string) => name,
        frameAnchor: 'top-left',
        lineAnchor: 'bottom',
        dy: -5,
        fill: 'var(--quiet)',
      }),
      ...faces(trace, size),
      ...lines.map(drawn),
    ],
  });
}

/** One line in both panels, broken where a value is NaN. */
function drawn({ style, fps, values }: TraceLine): Markish {
  const samples = dimensions.flatMap((dimension) =>
    decimate(values[dimension], mostPoints).map((sample) => ({ ...sample, dimension })),
  );
  return line(samples, {
    fy: 'dimension',
    z: 'dimension',
    x: ({ index }: { index: number }) => index / fps,
    y: 'value',
    ...style,
  });
}

/** A thin line through both panels at the time of each thumbnail, and the thumbnail below. */
function faces({ fps, thumbnails }: Trace, size: number): Markish[] {
  const x = ({ frame }: { frame: number }) => frame / fps;
  return [
    ruleX(thumbnails, { x, stroke: 'var(--line)' }),
    image(thumbnails, {
      x,
      fy: () => dimensions.at(-1),
      frameAnchor: 'bottom',
      dy: axisHeight + size / 2,
      src: pictureUri,
      width: size,
      height: size,
    }),
  ];
}

/** The largest size at which neighbors do not touch, within limits; 0 without thumbnails. */
function thumbnailSize({ fps, thumbnails }: Trace, pixelsPerSecond: number): number {
  if (thumbnails.length === 0) return 0;
  const gaps = thumbnails
    .slice(1)
    .map(({ frame }, index) => ((frame - thumbnails[index]!.frame) / fps) * pixelsPerSecond - 4);
  return Math.max(smallestThumbnail, Math.min(largestThumbnail, ...gaps));
}

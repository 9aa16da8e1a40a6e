import { axisX, axisY, image, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import { chart } from './chart.ts';
import { type ClipLine, type ComparedClip, isAnnotated } from './clips.ts';
import { decimate } from './decimate.ts';
import { dimensions } from './dimensions.ts';
import type { Markup } from './markup.ts';
import type { Trace } from './report-data.ts';
import { pictureUri } from './thumbnails.ts';

const margin = { left: 36, right: 32, top: 24 };
const plotWidth = 456;
/** Where the time axis of a chart begins and how long it is, as shares of the chart's width. */
export const timeAxis = {
  start: margin.left / (margin.left + plotWidth + margin.right),
  length: plotWidth / (margin.left + plotWidth + margin.right),
};
const panelHeight = 104;
/** Of the ticks and the name of the time axis; thumbnails come below. */
const axisHeight = 44;
const largestThumbnail = 56;
const smallestThumbnail = 12;
/** Two a pixel: more would not be seen. */
const mostPoints = 2 * plotWidth;

/**
 * Arousal above valence over the same seconds, from -1 to 1 (what is outside is drawn at the edge), and
 * each face under the time it is from.
 */
export function traceChart(clip: ComparedClip): Markup {
  const { trace, lines } = clip;
  const ends = lines.map(({ fps, values }) => (values.arousal.length - 1) / fps);
  const seconds = Math.max(...ends, 1 / trace.fps);
  const size = thumbnailSize(trace, plotWidth / seconds);
  const below = axisHeight + size;
  return chart({
    title: `Arousal and valence of ${trace.clip} over time, ${isAnnotated(clip) ? 'annotated and ' : ''}predicted`,
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
      ...lines.map(clipLine),
    ],
  });
}

/** One line in both panels, broken where there is no number. */
function clipLine({ style, fps, values }: ClipLine): Markish {
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

/** A hairline through both panels at the time of each face, and the face below. */
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

/** Such that neighbors do not touch, if they can be seen then; 0 if there are no thumbnails. */
function thumbnailSize({ fps, thumbnails }: Trace, pixelsPerSecond: number): number {
  if (thumbnails.length === 0) return 0;
  const gaps = thumbnails
    .slice(1)
    .map(({ frame }, index) => ((frame - thumbnails[index]!.frame) / fps) * pixelsPerSecond - 4);
  return Math.max(smallestThumbnail, Math.min(largestThumbnail, ...gaps));
}

import { dot } from '@observablehq/plot';
import { chart } from './chart.ts';
import type { Markup } from './markup.ts';

/** A point of a scatter chart. */
export interface ScatterPoint {
  /** A number, or the name of a category. */
  readonly x: number | string;
  /** NaN leaves the point out. */
  readonly y: number;
  /** Shown as a tooltip. */
  readonly name: string;
  /** Whether the point is large and in another color. Default: no. */
  readonly marked?: boolean;
}

/** Options of `scatterChart`. */
export interface ScatterChartOptions {
  /** Name of the value across, written below the axis. */
  readonly x: string;
  /** Name of the value upward, written above the axis. */
  readonly y: string;
  readonly points: readonly ScatterPoint[];
  /** Logarithmic axis of `x`, for numbers above 0. Default: no. */
  readonly log?: boolean;
}

/**
 * Draws values against numbers or, if any `x` is a text, against categories in the order of the points.
 *
 * @returns an `<svg>` element that uses the custom properties of `css`.
 * @throws RangeError if no point has a finite `y`, or `log` is given with an `x` that is not a number above 0.
 */
export function scatterChart({ x, y, points, log = false }: ScatterChartOptions): Markup {
  const shown = points.filter((point) => Number.isFinite(point.y));
  if (shown.length === 0) {
    throw new RangeError(`scatterChart: 'points' must hold a point with a finite y, got none.`);
  }
  const wrong = log ? shown.find((point) => !(Number(point.x) > 0)) : undefined;
  if (wrong) {
    throw new RangeError(`scatterChart: 'x' must be > 0 on a logarithmic axis, got ${wrong.x}.`);
  }
  const isCategory = shown.some((point) => typeof point.x === 'string');
  const at = shown.map((point) => ({ ...point, x: isCategory ? String(point.x) : point.x }));
  const dots = (marked: boolean) =>
    dot(
      at.filter((point) => (point.marked ?? false) === marked),
      {
        ...{ x: 'x', y: 'y', title: 'name', stroke: 'var(--background)' },
        ...(marked ? { fill: 'var(--series-1)', r: 6 } : { fill: 'var(--series-0)', r: 4 }),
      },
    );
  const categories = [...new Set(at.map((point) => point.x))];
  return chart({
    title: `${y} by ${x}`,
    ...{ width: 360, height: 240, marginTop: 40, marginLeft: 56, marginBottom: 44 },
    x: {
      ...{ label: x, labelOffset: 40, labelArrow: 'none', inset: 8 },
      ...(isCategory
        ? { type: 'point', domain: categories, tickFormat: shortened(categories.length) }
        : { type: log ? 'log' : 'linear', ticks: 4, tickFormat: '.3~g' }),
    },
    y: { label: y, nice: true, grid: true, ticks: 5, tickFormat: '.3~g', labelArrow: 'none' },
    marks: [dots(false), dots(true)],
  });
}

/** Names that fit side by side. */
function shortened(count: number) {
  const most = Math.max(4, Math.floor(44 / count));
  return (name: string) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
}

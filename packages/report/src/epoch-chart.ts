import { dot, lineY, type Markish, ruleY, text } from '@observablehq/plot';
import { chart } from './chart.ts';
import type { LineStyle } from './line-style.ts';
import type { Markup } from './markup.ts';

/** With more epochs than this, single epochs have no dots. */
const mostDots = 30;

/** The line of one run. */
export interface EpochLine<Epoch> {
  /** Records of the epochs, in order. */
  readonly epochs: readonly Epoch[];
  readonly style: LineStyle;
  /** The epoch to mark by a large dot. Default: none. */
  readonly best?: Epoch | undefined;
}

/** A value with a meaning, drawn as a line across the chart. */
export interface Level {
  /** In units of the drawn value. */
  readonly at: number;
  /** Its meaning in a few words, written on the line. Default: no text. */
  readonly says?: string;
}

/** Options of `epochChart`. */
export interface EpochChartOptions<Epoch> {
  /** Name of the value, written above the axis. */
  readonly title: string;
  /** The value of an epoch; NaN leaves a gap. */
  readonly value: (epoch: Epoch) => number;
  /** One line per run; at least one of them has an epoch. */
  readonly lines: readonly EpochLine<Epoch>[];
  /** Default: none. */
  readonly levels?: readonly Level[];
}

/**
 * Draws a value by epoch, one line per run. Any record with the number of its epoch can be drawn.
 *
 * @returns an `<svg>` element that uses the custom properties of `css`.
 * @throws RangeError if no line has an epoch.
 * @example
 * ```ts
 * import { epochChart, lineStyle } from '@ssvaerr/report';
 *
 * const loss = epochChart({
 *   title: 'Training loss',
 *   value: (epoch) => epoch.loss,
 *   lines: [{ epochs: [{ epoch: 1, loss: 0.9 }, { epoch: 2, loss: 0.4 }], style: lineStyle(0) }],
 * });
 * console.log(loss.text.includes('<title>Training loss by epoch</title>')); // true
 * ```
 */
export function epochChart<Epoch extends { readonly epoch: number }>({
  title,
  value,
  lines,
  levels = [],
}: EpochChartOptions<Epoch>): Markup {
  const epochs = lines.flatMap((line) => line.epochs.map(({ epoch }) => epoch));
  if (epochs.length === 0) {
    throw new RangeError(`epochChart: 'lines' must hold an epoch, got none.`);
  }
  const first = Math.min(...epochs);
  const last = Math.max(...epochs);
  const marks = lines.flatMap(({ epochs, style, best }): Markish[] => {
    const at = { x: 'epoch', y: value, fill: style.stroke };
    return [
      lineY(epochs, { x: 'epoch', y: value, ...style }),
      ...(epochs.length <= mostDots ? [dot(epochs, { ...at, r: 2 })] : []),
      dot(best ? [best] : [], { ...at, r: 5, stroke: 'var(--background)' }),
    ];
  });
  const named = levels.filter(({ says }) => says !== undefined);
  return chart({
    title: `${title} by epoch`,
    width: 360,
    height: 240,
    marginTop: 40,
    marginLeft: 56,
    marginBottom: 44,
    x: {
      label: 'epoch',
      labelOffset: 40,
      domain: [first, last],
      ticks: Math.max(1, Math.min(6, last - first)),
      tickFormat: 'd',
    },
    y: { label: title, nice: true, grid: true, ticks: 5, tickFormat: '.3~g', labelArrow: 'none' },
    marks: [
      ruleY(
        levels.map(({ at }) => at),
        { stroke: 'var(--quiet)' },
      ),
      ...marks,
      ...(named.length > 0
        ? [
            text(named, {
              y: 'at',
              text: 'says',
              frameAnchor: 'right',
              textAnchor: 'end',
              lineAnchor: 'bottom',
              dy: -5,
              fill: 'var(--quiet)',
              stroke: 'var(--background)',
            }),
          ]
        : []),
    ],
  });
}

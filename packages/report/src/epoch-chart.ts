import { dot, lineY, type Markish, ruleY, text } from '@observablehq/plot';
import { chart } from './chart.ts';
import type { Markup } from './markup.ts';
import type { LineStyle } from './series.ts';

/** With more epochs than this the line alone shows them. */
const mostDots = 30;

/** The epochs of one run. */
export interface EpochLine<Epoch> {
  readonly epochs: readonly Epoch[];
  readonly style: LineStyle;
  /** Marked by a large dot. */
  readonly best?: Epoch | undefined;
}

/** A value that means something, drawn across the chart. */
export interface Level {
  readonly at: number;
  /** What it means, in a few words; written on it. */
  readonly says?: string;
}

export interface EpochChartOptions<Epoch> {
  readonly title: string;
  readonly value: (epoch: Epoch) => number;
  readonly lines: readonly EpochLine<Epoch>[];
  readonly levels?: readonly Level[];
}

/** A value by epoch: a line a run. There must be an epoch. */
export function epochChart<Epoch extends { readonly epoch: number }>({
  title,
  value,
  lines,
  levels = [],
}: EpochChartOptions<Epoch>): Markup {
  const epochs = lines.flatMap((line) => line.epochs.map(({ epoch }) => epoch));
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

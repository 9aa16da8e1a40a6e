import type { MeanDelays } from '@ssvaerr/datasets';
import type { AgreementSummary, Dimension, Spread } from '@ssvaerr/metrics';
import { score } from '@ssvaerr/report';

/** A figure of each dimension, under its name. */
export interface SpreadRow {
  readonly name: string;
  readonly arousal: Spread;
  readonly valence: Spread;
}

/** Summaries of both dimensions. */
export type AgreementByDimension = Readonly<Record<Dimension, AgreementSummary>>;

const none: Spread = { mean: Number.NaN, sd: Number.NaN, recordings: 0 };

/** The figures of the whole, for the terminal and the page. */
export const overallRows = ({ arousal, valence }: AgreementByDimension): SpreadRow[] =>
  (
    [
      ['CCC of pairs', 'ccc'],
      ['PCC of pairs', 'pcc'],
      ['ICC(3,1)', 'icc1'],
      ['ICC(3,k) = alpha', 'iccK'],
      ['CCC with the others', 'humanCcc'],
    ] as const
  ).map(([name, key]) => ({ name, arousal: arousal[key], valence: valence[key] }));

/** Each rater's CCC with the mean of the others. */
export function raterRows(summaries: AgreementByDimension): SpreadRow[] {
  const names = new Set([...summaries.arousal.raters, ...summaries.valence.raters]);
  const of = ({ raters, humanCccByRater }: AgreementSummary, name: string) =>
    humanCccByRater[raters.indexOf(name)] ?? none;
  return [...names].map((name) => ({
    name,
    arousal: of(summaries.arousal, name),
    valence: of(summaries.valence, name),
  }));
}

/** Each rater's delay. */
export function delayRows({ arousal, valence }: MeanDelays): SpreadRow[] {
  const names = new Set([...arousal.keys(), ...valence.keys()]);
  return [...names].map((name) => ({
    name,
    arousal: arousal.get(name) ?? none,
    valence: valence.get(name) ?? none,
  }));
}

/** What the figures of {@link formatAgreement} are. */
export const reading =
  'Mean and standard deviation (sd) over n recordings. Frames of one recording are not independent, so every figure is computed per recording and then averaged.';

/** Formats agreement, and delays if they were estimated, for the terminal. */
export function formatAgreement(
  summaries: AgreementByDimension,
  delays: MeanDelays | null,
): string[] {
  const groups = [
    { title: 'all raters', rows: overallRows(summaries) },
    {
      title: 'each rater: CCC with the mean of the others (human ceiling)',
      rows: raterRows(summaries),
    },
    ...(delays
      ? [
          {
            title: 'each rater: seconds later than the mean of all (taken out above)',
            rows: delayRows(delays),
          },
        ]
      : []),
  ];
  const width = Math.max(...groups.flatMap(({ rows }) => rows.map(({ name }) => name.length))) + 2;
  const figures = ({ mean, sd, recordings }: Spread) =>
    `${score(mean).padStart(8)}${score(sd).padStart(7)}${`${recordings}`.padStart(5)}`;
  const heads = `${'mean'.padStart(8)}${'sd'.padStart(7)}${'n'.padStart(5)}`;
  return [
    `${''.padEnd(width)}  ${'arousal'.padStart(8)}${''.padEnd(12)}  ${'valence'.padStart(8)}`,
    `${''.padEnd(width)}  ${heads}  ${heads}`,
    ...groups.flatMap(({ title, rows }) => [
      title,
      ...rows.map(
        ({ name, arousal, valence }) =>
          `  ${name.padEnd(width - 2)}  ${figures(arousal)}  ${figures(valence)}`,
      ),
    ]),
  ];
}

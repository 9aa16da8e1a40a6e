import { type LabelSeries, type MeanDelays, valuesAt } from '@ssvaerr/datasets';
import type { Fusion, Spread } from '@ssvaerr/metrics';
import {
  annotationStyle,
  counted,
  dimensions,
  heatTable,
  html,
  type LineStyle,
  legend,
  lineStyle,
  type Markup,
  page,
  score,
  traceChart,
  wideTable,
} from '@ssvaerr/report';
import type { MeasuredRecording } from '../labels/measure-agreement.ts';
import {
  type AgreementByDimension,
  delayRows,
  overallRows,
  raterRows,
  reading,
  type SpreadRow,
} from './format-agreement.ts';

const raterStyle = (index: number): LineStyle => ({ ...lineStyle(index), strokeWidth: 1.25 });

/**
 * A recording on the page, with a legend of its own, because raters may differ.
 *
 * @param known Raters of all figures so far, in whose order they get their colors; new ones are added.
 */
export function traceFigure(
  { id, rate, series }: MeasuredRecording,
  fusion: Fusion,
  known: Set<string>,
): Markup {
  const { times, raters } = series;
  for (const { name } of raters) known.add(name);
  const order = [...known];
  const style = ({ name }: { name: string }) => raterStyle(order.indexOf(name));
  const last = times[times.length - 1] ?? 0;
  // Charts begin at 0 s; labels may begin later.
  const grid = Float64Array.from({ length: Math.floor(last * rate + 0.5) + 1 }, (_, i) => i / rate);
  const at = ({ arousal, valence }: Omit<LabelSeries, 'times'>) => ({
    arousal: Float32Array.from(valuesAt({ times, values: arousal }, grid)),
    valence: Float32Array.from(valuesAt({ times, values: valence }, grid)),
  });
  const labels = at(series);
  const lines = [
    { style: annotationStyle, fps: rate, values: labels },
    ...raters.map((rater) => ({ style: style(rater), fps: rate, values: at(rater) })),
  ];
  const trace = { clip: id, subject: '', fps: rate, labels, predictions: labels, thumbnails: [] };
  return html`<figure>
${traceChart(trace, lines, `Arousal and valence of ${id} over time, by ${counted(raters.length, 'rater')} and fused`)}
<figcaption><b>${id}</b>
${legend([
  { name: `fused (${fusion})`, style: annotationStyle },
  ...raters.map((rater) => ({ name: rater.name, style: style(rater) })),
])}</figcaption>
</figure>
`;
}

/** What {@link agreementPage} shows. */
export interface AgreementPage {
  readonly labels: string;
  readonly summaries: AgreementByDimension;
  readonly recordings: number;
  readonly delays: MeanDelays | null;
  /** Figures of the first recordings. */
  readonly figures: readonly Markup[];
}

/** Writes the page about the raters of a folder. */
export function agreementPage({ labels, summaries, recordings, delays, figures }: AgreementPage) {
  const raters = raterRows(summaries).length;
  return page({
    title: `Raters of ${labels}`,
    body: html`<h1>Raters of ${labels}</h1>
<p class="quiet">${counted(recordings, 'recording')} with two or more raters, ${counted(raters, 'rater')}. ${reading}</p>
<section>
<h2>All raters</h2>
${spreadTable('Agreement', 'Measure', overallRows(summaries))}
<p class="quiet">CCC counts differences of level and scale between raters, PCC does not, and ICC(3,·) ignores differences of level. ICC(3,k) holds for the mean of the raters, and equals Cronbach's alpha.</p>
</section>
<section>
<h2>Each rater against the others</h2>
${spreadTable('CCC with the mean of the other raters', 'Rater', raterRows(summaries))}
<p class="quiet">How well one person agrees with the mean of the others: the human ceiling by which to judge a model's CCC.</p>
</section>
${
  delays !== null &&
  html`<section>
<h2>Delays</h2>
${spreadTable('Seconds later than the mean of all raters', 'Rater', delayRows(delays))}
<p class="quiet">The other tables and the charts show the ratings after these delays were taken out.</p>
</section>
`
}<section>
<h2>Pairs of raters</h2>
<p class="quiet">Mean CCC over the recordings that both have rated; a dash where there is none.</p>
${dimensions.map((dimension) => {
  const { raters, cccByPair } = summaries[dimension];
  const rows = raters.map((name, i) => ({ name, values: cccByPair[i]!.map(({ mean }) => mean) }));
  return heatTable(`CCC of ${dimension}`, ['', ...raters], rows);
})}</section>
<section>
<h2>Recordings over time</h2>
<p class="quiet">${figures.length < recordings && `The first ${figures.length} by name. `}Values from −1 to 1.</p>
<div class="charts traces">
${figures}</div>
</section>
`,
  });
}

const spreadTable = (caption: string, name: string, rows: readonly SpreadRow[]): Markup =>
  wideTable(
    caption,
    [name, ...dimensions.flatMap((dimension) => [dimension, 'sd', 'recordings'])],
    rows.map((row) => [row.name, ...dimensions.flatMap((dimension) => cells(row[dimension]))]),
  );

const cells = ({ mean, sd, recordings }: Spread): string[] => [
  score(mean),
  score(sd),
  `${recordings}`,
];

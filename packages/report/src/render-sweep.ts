import { duration } from '@ssvaerr/host';
import { selectionScore } from '@ssvaerr/metrics';
import { care } from './_care.ts';
import { learningCurves } from './_learning-curves.ts';
import { facts } from './_provenance.ts';
import { scatterChart } from './_scatter-chart.ts';
import { html, type Markup } from './markup.ts';
import { counted, score } from './numbers.ts';
import { page } from './page.ts';
import type { ReportRun } from './report-data.ts';
import type { Results } from './results.ts';
import { scoresTable } from './scores-table.ts';
import { wideTable } from './wide-table.ts';

/** Trials whose learning curves are drawn. */
const curvesShown = 5;

/** From this ratio of the largest to the smallest value on, an axis is logarithmic. */
const logarithmicFrom = 20;

/** A trial that failed. */
export interface FailedTrial {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** One line. */
  readonly reason: string;
}

/** The trials of a search over config fields. */
export interface SweepData {
  /** Heading and title of the page. */
  readonly title: string;
  /** Kind of the search, such as `grid`. */
  readonly search: string;
  /** Config fields that vary. */
  readonly fields: readonly string[];
  /** Trials with results, the best by validation first; may be empty. */
  readonly finished: readonly (ReportRun & { readonly results: Results })[];
  readonly failed: readonly FailedTrial[];
  /** Command line that repeats the best trial. */
  readonly command: string | null;
}

/**
 * Writes a page that compares the trials of a search by their validation scores. Test scores are shown for the best
 * trial alone.
 *
 * @returns one HTML file, which contains no script and loads nothing.
 * @example
 * ```ts
 * import { renderSweep } from '@ssvaerr/report';
 *
 * const scores = (ccc: number) => ({ ccc, pcc: ccc, rmse: 0.2, meanVideoCcc: ccc });
 * const both = (ccc: number) => ({ arousal: scores(ccc), valence: scores(ccc), videos: 8, frames: 1600 });
 * const origin = { versions: {}, machine: {}, commit: null, engine: { name: 'wasm', detail: '' } };
 * const data = { path: 'store', source: 'noise', licence: 'CC0' };
 * const trial = (name: string, width: number, ccc: number) => {
 *   const results = { engine: 'wasm', seconds: 30, bestEpoch: 1, parameters: 9, validation: both(ccc) };
 *   return { name, info: { ...origin, data, config: { width } }, epochs: [], traces: [], results };
 * };
 * const finished = [trial('b', 16, 0.6), trial('a', 8, 0.4)];
 * const sweep = { title: 'Widths', search: 'grid', fields: ['width'], finished, failed: [], command: null };
 * console.log(renderSweep(sweep).includes('Best trial by validation: <b>b</b>')); // true
 * ```
 */
export function renderSweep(data: SweepData): string {
  const { title, search, finished, failed } = data;
  const [best] = finished;
  const trials = counted(finished.length + failed.length, 'trial');
  return page({
    title,
    css: 'pre { white-space: pre-wrap; overflow-wrap: anywhere; } tbody th { white-space: nowrap; } li { overflow-wrap: anywhere; }',
    body: html`<header>
<h1>${title}</h1>
<p class="quiet">${capitalizedSearch(search)} search · ${trials}, ${finished.length} finished, ${failed.length} failed</p>
</header>
${
  best
    ? bestTrial(best, data)
    : html`<p>No trial is finished, so there is nothing to compare.</p>
`
}${best !== undefined && comparison(data)}${failed.length > 0 && failures(data)}${learningCurves(
  finished.slice(0, curvesShown),
)}${best !== undefined && environment(best)}${care}`,
  });
}

const capitalizedSearch = (search: string) => search.charAt(0).toUpperCase() + search.slice(1);

function bestTrial(best: SweepData['finished'][number], { finished, command }: SweepData): Markup {
  const { name, results, info } = best;
  const { splits = null } = info.data;
  return html`<section>
<h2>Best trial</h2>
<p>Best trial by validation: <b>${name}</b>, with a mean of the two validation CCCs of <b>${score(selectionScore(results.validation))}</b>.</p>
<p>Validation chose this trial among ${counted(finished.length, 'trial')}, so its validation scores are too good, and the more trials there are, the better
they look by chance. ${
    results.test
      ? 'The test scores chose nothing and are shown for this trial alone: report these, and do not search again after looking at them.'
      : 'The store has no test split with labels, so there is no score that chose nothing.'
  }</p>
${
  splits !== null &&
  html`<p>Splits: ${splits}.</p>
`
}${scoresTable('Validation split (chose the trial)', [{ name, scores: results.validation }])}${
  results.test !== undefined &&
  scoresTable('Test split (chose nothing)', [{ name, scores: results.test }])
}${
  command !== null &&
  html`<p>This command trains it again:</p>
<pre>${command}</pre>
`
}</section>
`;
}

const valueText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const valuesOf = (config: Readonly<Record<string, unknown>>, fields: readonly string[]) =>
  fields.map((field) => valueText(config[field]));

const comparison = ({ fields, finished }: SweepData): Markup => html`<section>
<h2>All trials</h2>
<p class="quiet">The score is the mean of the two validation CCCs, by which trials are compared. In the charts, the best trial is large.</p>
${wideTable(
  'Validation scores, the best trial first',
  ['Trial', ...fields, 'Score', 'Arousal CCC', 'Valence CCC', 'Best epoch', 'Time'],
  finished.map(({ name, info, results }) => [
    name,
    ...valuesOf(info.config, fields),
    score(selectionScore(results.validation)),
    score(results.validation.arousal.ccc),
    score(results.validation.valence.ccc),
    String(results.bestEpoch),
    duration(results.seconds),
  ]),
)}<div class="charts">
${fields.map(
  (field) => html`<figure>${fieldChart(field, finished)}</figure>
`,
)}</div>
</section>
`;

function fieldChart(field: string, finished: SweepData['finished']): Markup {
  const values = finished.map(({ info }) => info.config[field]);
  const numbers = values.filter((value) => typeof value === 'number');
  const isNumeric = numbers.length === values.length;
  return scatterChart({
    x: field,
    y: 'Validation score',
    points: finished.map(({ name, results }, index) => ({
      x: isNumeric ? numbers[index]! : valueText(values[index]),
      y: selectionScore(results.validation),
      name: `${name}: ${field} ${valueText(values[index])}`,
      marked: index === 0,
    })),
    log: isNumeric && Math.min(...numbers) * logarithmicFrom <= Math.max(...numbers) && Math.min(...numbers) > 0, // biome-ignore format: one line
  });
}

const failures = ({ fields, failed }: SweepData): Markup => html`<section>
<h2>Failed trials</h2>
<ul class="failed">
${failed.map(
  ({ name, config, reason }) =>
    html`<li><b>${name}</b> (${fields.map((field) => `${field} ${valueText(config[field])}`).join(', ')}): ${reason}</li>
`,
)}</ul>
</section>
`;

const environment = (best: ReportRun): Markup => html`<section>
<h2>Best trial: environment and config</h2>
${facts(best)}</section>
`;

import { agreement } from './_agreement.ts';
import { care } from './_care.ts';
import { differences } from './_differences.ts';
import { headline } from './_headline.ts';
import { learningCurves } from './_learning-curves.ts';
import { byMethod, pretextTraining } from './_pretext-training.ts';
import { provenance } from './_provenance.ts';
import { scores } from './_scores.ts';
import { traces } from './_traces.ts';
import { leader } from './leader.ts';
import { html } from './markup.ts';
import { page } from './page.ts';
import type { ReportData } from './report-data.ts';

/**
 * Writes a report as one HTML file, which contains no script and loads nothing: it can be mailed, printed and
 * archived. Parts without data (epochs, test scores, clips) are left out. A score that is NaN is a dash.
 *
 * @throws RangeError if a trace has an `fps` that is not above 0, or a thumbnail of the wrong size.
 * @example
 * ```ts
 * import { renderReport } from '@ssvaerr/report';
 *
 * const scores = (ccc: number) => ({ ccc, pcc: ccc, rmse: 0.2, meanVideoCcc: ccc });
 * const both = (ccc: number) => ({ arousal: scores(ccc), valence: scores(ccc), videos: 8, frames: 1600 });
 * const origin = { config: {}, versions: {}, machine: {}, commit: null, engine: { name: 'wasm', detail: '' } };
 * const first = { epoch: 1, loss: 0.4, seconds: 30, framesPerSecond: 200, best: true };
 * const info = { ...origin, data: { path: 'store', source: 'noise', licence: 'CC0' } };
 * const epochs = [{ ...first, validation: both(0.6) }];
 * const text = renderReport({ title: 'My runs', runs: [{ name: 'large', info, epochs, traces: [] }] });
 * console.log(text.includes('<h1>My runs</h1>'), text.includes('<p class="figure">0.60</p>')); // true true
 * ```
 */
export function renderReport(data: ReportData): string {
  const { runs, pretexts = [] } = data;
  const first = leader(runs)?.run;
  return page({
    title: data.title,
    body: html`${headline(data)}${scores(data)}${learningCurves(runs)}${pretextTraining(pretexts)}${traces(runs)}${
      first !== undefined && agreement(first, runs.indexOf(first))
    }${differences(runs)}${byMethod(pretexts).map(([method, runs]) => differences(runs, `${method} runs`))}${provenance(data)}${care}`,
  });
}

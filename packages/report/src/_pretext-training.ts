import { pretextCurves } from './_pretext-curves.ts';
import { capitalized, dimensions } from './dimensions.ts';
import { epochChart } from './epoch-chart.ts';
import { legend, lineStyle } from './line-style.ts';
import { html, type Markup } from './markup.ts';
import { score } from './numbers.ts';
import type { PretextRun } from './report-data.ts';
import { wideTable } from './wide-table.ts';

/** The runs of each method, in the order in which the methods first occur. */
export function byMethod(
  runs: readonly PretextRun[],
): (readonly [method: string, runs: readonly PretextRun[]])[] {
  return [...new Set(runs.map(({ method }) => method))].map((method) => [
    method,
    runs.filter((run) => run.method === method),
  ]);
}

/** Section on pretext training: scores of linear probes, then curves by method; false without an epoch. */
export function pretextTraining(runs: readonly PretextRun[]): Markup | false {
  const begun = runs.filter(({ epochs }) => epochs.length > 0);
  if (begun.length === 0) return false;
  return html`<section>
<h2>Pretext training</h2>
${probes(runs)}${byMethod(begun).map(([method, its]) => curves(method, its))}</section>
`;
}

/** Losses of different methods cannot be compared, so each method has its own charts. */
const curves = (method: string, runs: readonly PretextRun[]) => html`<h3>${method}</h3>
${runs.length > 1 && legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })))}<div class="charts">
${pretextCurves(runs).map((curve) => {
  const lines = runs.map(({ epochs }, index) => ({ epochs, style: lineStyle(index) }));
  return html`<figure>${epochChart({ ...curve, lines })}</figure>
`;
})}</div>
`;

function probes(runs: readonly PretextRun[]): Markup | false {
  const rows = runs.flatMap(({ name, method, results }) => {
    if (!results?.probe) return [];
    const { pretrained, random, settled } = results.probe;
    const figures = dimensions.flatMap((dimension) =>
      [pretrained, random, settled].map((probe) => (probe ? score(probe[dimension]) : '')),
    );
    return [[name, method, ...figures]];
  });
  if (rows.length === 0) return false;
  const columns = dimensions.flatMap((dimension) => [
    `${capitalized(dimension)}, trained`,
    'untrained',
    'untrained, calibrated',
  ]);
  return html`${wideTable('Linear probe, test CCC', ['Run', 'Method', ...columns], rows)}<p class="quiet">The linear probe is a ridge
regression from the features that a frozen encoder computes for each frame. "Trained" is the encoder after
pretext training. "Untrained" is the encoder with the weights that training started from. "Untrained,
calibrated" is the untrained encoder with batch-norm statistics calibrated on the training clips.</p>
`;
}

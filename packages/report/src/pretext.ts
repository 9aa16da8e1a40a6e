import { capitalized, dimensions } from './dimensions.ts';
import { epochChart } from './epoch-chart.ts';
import { html, type Markup } from './markup.ts';
import { pretextCurves } from './monitors.ts';
import { score } from './numbers.ts';
import type { PretextRun } from './report-data.ts';
import { legend, lineStyle } from './series.ts';
import { wideTable } from './wide-table.ts';

const methodNames: Readonly<Record<string, string>> = { byol: 'BYOL', dino: 'DINO', lira: 'LiRA' };

/** `byol` as its paper writes it. */
export const methodName = ({ info }: PretextRun): string => {
  const method = String(info.config.method);
  return methodNames[method] ?? method;
};

/** The runs of each method, in the order of their first ones. */
export function byMethod(
  runs: readonly PretextRun[],
): (readonly [method: string, runs: readonly PretextRun[]])[] {
  return [...new Set(runs.map(methodName))].map((method) => [
    method,
    runs.filter((run) => methodName(run) === method),
  ]);
}

/** Runs of `pretrain`: what a linear probe reads off their features, then their curves by method. */
export function pretextTraining(runs: readonly PretextRun[]): Markup | false {
  const begun = runs.filter(({ epochs }) => epochs.length > 0);
  if (begun.length === 0) return false;
  return html`<section>
<h2>Pretext training</h2>
${probes(runs)}${byMethod(begun).map(([method, its]) => curves(method, its))}</section>
`;
}

/** Losses of different methods have nothing in common: each has its charts. */
const curves = (method: string, runs: readonly PretextRun[]) => html`<h3>${method}</h3>
${runs.length > 1 && legend(runs.map(({ name }, index) => ({ name, style: lineStyle(index) })))}<div class="charts">
${pretextCurves(runs).map((curve) => {
  const lines = runs.map(({ epochs }, index) => ({ epochs, style: lineStyle(index) }));
  return html`<figure>${epochChart({ ...curve, lines })}</figure>
`;
})}</div>
`;

function probes(runs: readonly PretextRun[]): Markup | false {
  const rows = runs.flatMap((run) => {
    const { name, results } = run;
    if (!results?.probe) return [];
    const { pretrained, random, settled } = results.probe;
    const figures = dimensions.flatMap((dimension) =>
      [pretrained, random, settled].map((probe) => (probe ? score(probe[dimension]) : '')),
    );
    return [[name, methodName(run), ...figures]];
  });
  if (rows.length === 0) return false;
  const columns = dimensions.flatMap((dimension) => [
    `${capitalized(dimension)}, trained`,
    'random',
    'settled',
  ]);
  return html`${wideTable('Linear probe, test CCC', ['Run', 'Method', ...columns], rows)}<p class="quiet">A ridge regression from
the features of each frame alone, on an encoder that is held fixed: as trained; with the random weights
that it began with; and with these once batch norm's statistics are those of the training clips.</p>
`;
}

import { duration } from '@ssvaerr/host';
import { capitalized, type Dimension, dimensions } from './dimensions.ts';
import { html, type Markup } from './markup.ts';
import { count, counted, score } from './numbers.ts';
import { methodName } from './pretext.ts';
import type { PretextRun, ReportData, ReportRun } from './report-data.ts';
import type { SplitScores } from './results.ts';
import { leader, type Standing } from './standing.ts';

const baselineNames: Readonly<Record<string, string>> = {
  ridge: 'ridge regression',
  mean: 'mean predictor',
};

/** `ridge` as a person says it. */
export const baselineName = (key: string): string => baselineNames[key] ?? key;

/**
 * The CCC of both dimensions, large, beside what any model must beat; of a single pretext run, its linear
 * probe beside that of random weights.
 */
export function headline({ title, runs, pretexts = [], baselines = {}, note }: ReportData): Markup {
  const first = leader(runs);
  const only = runs.length === 0 && pretexts.length === 1 ? pretexts[0] : undefined;
  return html`<header>
<h1>${title}</h1>
${
  first
    ? html`<p class="quiet">${subtitle(first.run, runs.length)}</p>
<div class="cards">
${dimensions.map((dimension) => card(dimension, first, first.split === 'test' ? baselines : {}))}</div>
<p class="quiet">${basis(first)}</p>`
    : only
      ? pretextHeadline(only)
      : pretexts.every(({ epochs }) => epochs.length === 0) &&
        html`<p>No results yet: no epoch is finished.</p>`
}${
  note !== undefined &&
  html`
<p>${note}</p>`
}
</header>
`;
}

const subtitle = ({ name, info, results, epochs }: ReportRun, runs: number) =>
  html`${runs > 1 && html`Best of ${runs} runs by validation: `}<b>${name}</b> · ${
    results ? `finished in ${duration(results.seconds)}` : 'not finished'
  } · ${counted(epochs.length, 'epoch')} · ${info.engine.name}`;

function card(
  dimension: Dimension,
  { run, split, scores }: Standing,
  baselines: Readonly<Record<string, SplitScores>>,
): Markup {
  const own = scores[dimension].ccc;
  return html`<section class="card">
<h2>${capitalized(dimension)}, ${split} CCC</h2>
<p class="figure">${score(own, 2)}</p>
<dl class="bars">
${bar(run.name, own, true)}${Object.entries(baselines).map(
  ([
    key,
    {
      [dimension]: { ccc },
    },
  ]) => bar(baselineName(key), ccc, false),
)}</dl>
</section>
`;
}

function pretextHeadline(run: PretextRun): Markup {
  const { name, info, epochs, results } = run;
  const subtitle = html`<p class="quiet">${methodName(run)} · <b>${name}</b> · ${
    results ? `trained in ${duration(results.seconds)}` : 'not finished'
  } · ${counted(epochs.length, 'epoch')} · ${info.engine.name}</p>
`;
  if (!results?.probe) return subtitle;
  const { pretrained, random, settled } = results.probe;
  const cards = dimensions.map(
    (dimension) => html`<section class="card">
<h2>${capitalized(dimension)}, linear probe, test CCC</h2>
<p class="figure">${score(pretrained[dimension], 2)}</p>
<dl class="bars">
${bar(name, pretrained[dimension], true)}${bar('random weights', random[dimension], false)}${settled !== undefined && bar('the same, norms settled', settled[dimension], false)}</dl>
</section>
`,
  );
  return html`${subtitle}<div class="cards">
${cards}</div>
`;
}

const bar = (name: string, ccc: number, ours: boolean) =>
  html`<dt>${name}</dt><dd class="bar"><i${ours && html` class="ours"`} style="width:${percent(ccc)}%"></i></dd><dd class="number">${score(ccc, 2)}</dd>
`;

/** Of the bar; a CCC at or below 0 has none. */
const percent = (ccc: number) => (ccc > 0 ? Math.min(100 * ccc, 100).toFixed(1) : 0);

const basis = ({ split, scores: { videos, frames } }: Standing) =>
  `Over ${count(frames)} labeled frames of ${counted(videos, `${split} video`)}, concatenated. ` +
  'CCC is 1 where predictions and annotations agree, 0 where they have nothing in common.';

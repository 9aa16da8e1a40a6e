import { duration } from '@ssvaerr/host';
import type { Dimension, SplitScores } from '@ssvaerr/metrics';
import { capitalized, dimensions } from './dimensions.ts';
import { leader, type Standing } from './leader.ts';
import { html, type Markup } from './markup.ts';
import { count, counted, score } from './numbers.ts';
import type { PretextRun, ReportData, ReportRun } from './report-data.ts';

/**
 * The head of the page: the CCCs of the best run, large, beside those of the baselines. A page about a
 * single pretext run has the CCCs of its linear probe beside those of the untrained encoder.
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
        html`<p>There are no results yet: no epoch is finished.</p>`
}${
  note !== undefined &&
  html`
<p>${note}</p>`
}
</header>
`;
}

const subtitle = ({ name, info, results, epochs }: ReportRun, runs: number) =>
  html`${runs > 1 && html`Best of ${runs} runs by validation CCC: `}<b>${name}</b> · ${
    results ? `finished in ${duration(results.seconds)}` : 'not finished'
  } · ${counted(epochs.length, 'epoch')} · ${info.engine.name}`;

function card(
  dimension: Dimension,
  { run, split, scores }: Standing,
  baselines: Readonly<Record<string, SplitScores>>,
): Markup {
  const own = scores[dimension].ccc;
  const others = Object.entries(baselines);
  return html`<section class="card">
<h2>${capitalized(dimension)}, ${split} CCC</h2>
<p class="figure">${score(own, 2)}</p>
<dl class="bars">
${bar(run.name, own, true)}${others.map(([name, scores]) => bar(name, scores[dimension].ccc, false))}</dl>
</section>
`;
}

function pretextHeadline({ name, method, info, epochs, results }: PretextRun): Markup {
  const subtitle = html`<p class="quiet">${method} · <b>${name}</b> · ${
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
${bar(name, pretrained[dimension], true)}${bar('untrained', random[dimension], false)}${settled !== undefined && bar('untrained, batch-norm statistics calibrated', settled[dimension], false)}</dl>
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

/** Length of a bar; a CCC of 0 or less has none. */
const percent = (ccc: number) => (ccc > 0 ? Math.min(100 * ccc, 100).toFixed(1) : 0);

const basis = ({ split, scores: { videos, frames } }: Standing) =>
  `The CCC is computed over ${count(frames)} labeled frames of ${counted(videos, `${split} video`)}, concatenated. ` +
  'It is 1 where predictions equal annotations and 0 where they are unrelated.';

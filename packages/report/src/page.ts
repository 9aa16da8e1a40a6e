import { agreement } from './agreement.ts';
import { learningCurves } from './curves.ts';
import { differences } from './differences.ts';
import { headline } from './headline.ts';
import { html, Markup } from './markup.ts';
import { byMethod, pretextTraining } from './pretext.ts';
import { provenance } from './provenance.ts';
import type { ReportData } from './report-data.ts';
import { scores } from './scores.ts';
import { leader } from './standing.ts';
import { css, policy } from './style.ts';
import { traces } from './traces.ts';

/**
 * A report as one HTML file: no script, nothing fetched, so it can be mailed, printed and kept. What does
 * not exist yet (epochs, test scores, clips) is left out, and a score that is NaN is a dash.
 */
export function renderReport(data: ReportData): string {
  const { runs, pretexts = [] } = data;
  const first = leader(runs)?.run;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${data.title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(css)}</style>
</head>
<body>
<main>
${headline(data)}${scores(data)}${learningCurves(runs)}${pretextTraining(pretexts)}${traces(runs)}${
  first !== undefined && agreement(first, runs.indexOf(first))
}${differences(runs)}${byMethod(pretexts).map(([method, runs]) => differences(runs, `${method} runs`))}${provenance(data)}${care}</main>
</body>
</html>
`.text;
}

const care = html`<footer class="care">
<h2>Read with care</h2>
<p>These are apparent reactions: what people who watched the videos rated, from -1 to 1. They are not
feelings, thoughts or truthfulness, and one person's face is not another's. Scores hold for people and
recordings like those of the data set; where labels are synthetic, as in the built-in set, they show that
the method works and nothing about people. Some countries restrict inferring emotions from faces, at work
and in schools above all.</p>
</footer>
`;

import { html, type Markup } from './markup.ts';
import type { ReportInfo } from './report-data.ts';
import { wideTable } from './wide-table.ts';

interface Configured {
  readonly name: string;
  readonly info: Pick<ReportInfo, 'config'>;
}

/**
 * What was set differently between runs of one kind, a column a field. With nothing to compare,
 * nothing.
 */
export function differences(runs: readonly Configured[], what = 'runs'): Markup | false {
  const written = (run: Configured, key: string) => JSON.stringify(run.info.config[key]) ?? '–';
  const keys = [...new Set(runs.flatMap(({ info }) => Object.keys(info.config)))].filter(
    (key) => new Set(runs.map((run) => written(run, key))).size > 1,
  );
  if (keys.length === 0) return false;
  return html`<section>
<h2>What differs between the ${what}</h2>
${wideTable(
  `Fields of the configs that are not the same in all ${what}`,
  ['Run', ...keys],
  runs.map((run) => [run.name, ...keys.map((key) => written(run, key))]),
)}</section>
`;
}

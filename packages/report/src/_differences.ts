import { html, type Markup } from './markup.ts';
import type { ReportInfo } from './report-data.ts';
import { wideTable } from './wide-table.ts';

interface Configured {
  readonly name: string;
  readonly info: Pick<ReportInfo, 'config'>;
}

/** Section on the config fields that differ between runs, one column per field; false if there are none. */
export function differences(runs: readonly Configured[], what = 'runs'): Markup | false {
  const written = (run: Configured, key: string) => JSON.stringify(run.info.config[key]) ?? '–';
  const keys = [...new Set(runs.flatMap(({ info }) => Object.keys(info.config)))].filter(
    (key) => new Set(runs.map((run) => written(run, key))).size > 1,
  );
  if (keys.length === 0) return false;
  return html`<section>
<h2>Config differences between the ${what}</h2>
${wideTable(
  `Config fields that differ between the ${what}`,
  ['Run', ...keys],
  runs.map((run) => [run.name, ...keys.map((key) => written(run, key))]),
)}</section>
`;
}

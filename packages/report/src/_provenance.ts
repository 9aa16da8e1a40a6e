import { duration } from '@ssvaerr/host';
import { bestEpoch } from './leader.ts';
import { html, type Markup } from './markup.ts';
import { count } from './numbers.ts';
import type { PretextRun, ReportData, ReportRun } from './report-data.ts';
import { wideTable } from './wide-table.ts';

/** Section on the runs: time and speed, engine, machine, versions, data and config. */
export const provenance = ({
  runs,
  pretexts = [],
  stages = [],
}: ReportData): Markup => html`<section>
<h2>Runs and environment</h2>
${runs.length > 0 && runsTable(runs)}${pretexts.length > 0 && pretextsTable(pretexts)}${stages.length > 0 && stagesTable(stages)}${[
  ...runs,
  ...pretexts,
].map((run) =>
  runs.length + pretexts.length > 1
    ? html`<details><summary>${run.name}</summary>${facts(run)}</details>
`
    : facts(run),
)}</section>
`;

const runsTable = (runs: readonly ReportRun[]) =>
  wideTable(
    'Runs',
    [
      'Run',
      'Engine',
      'Parameters',
      'Epochs',
      'Best epoch',
      'Training time',
      'Frames/s',
      'Total time',
    ],
    runs.map((run) => {
      const { name, info, epochs, results } = run;
      const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
      const speed = epochs.reduce((sum, epoch) => sum + epoch.framesPerSecond, 0) / epochs.length;
      return [
        name,
        results?.engine ?? info.engine.name,
        count(results?.parameters ?? Number.NaN),
        count(epochs.length),
        count(bestEpoch(run)?.epoch ?? Number.NaN),
        duration(seconds),
        count(speed),
        results ? duration(results.seconds) : 'not finished',
      ];
    }),
  );

const pretextsTable = (runs: readonly PretextRun[]) =>
  wideTable(
    'Pretext runs',
    ['Run', 'Engine', 'Epochs', 'Steps', 'Training time', 'Frames/s'],
    runs.map(({ name, info, epochs }) => [
      name,
      info.engine.name,
      count(epochs.length),
      count(epochs.at(-1)?.step ?? 0),
      duration(epochs.reduce((sum, { seconds }) => sum + seconds, 0)),
      count(epochs.reduce((sum, epoch) => sum + epoch.framesPerSecond, 0) / epochs.length),
    ]),
  );

const stagesTable = (stages: NonNullable<ReportData['stages']>) =>
  wideTable(
    'Stages',
    ['Stage', 'Time'],
    [
      ...stages.map(({ name, seconds }) => [name, duration(seconds)]),
      ['Total', duration(stages.reduce((sum, { seconds }) => sum + seconds, 0))],
    ],
  );

/** Origin and config of a run. */
export const facts = ({ info }: Pick<ReportRun, 'info'>) => html`<dl class="facts">
${Object.entries({
  Engine: `${info.engine.name}, ${info.engine.detail}`,
  Machine: list(info.machine),
  Versions: list(info.versions),
  Commit: info.commit ?? 'unknown (not in a git repository)',
  Data: info.data.path,
  Source: info.data.source,
  Licence: info.data.licence,
  ...(info.data.splits && { Splits: info.data.splits }),
}).map(
  ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
)}</dl>
<details><summary>Config</summary>
<pre>${JSON.stringify(info.config, null, 2)}</pre>
</details>
`;

const list = (entries: Readonly<Record<string, string | number>>) =>
  Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');

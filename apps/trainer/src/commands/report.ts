import { existsSync } from 'node:fs';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { renderReport } from '@ssvaerr/report';
import { defineCommand } from 'citty';
import { loadRuns } from '../runs/load-runs.ts';
import { type Context, commonArgs } from './command.ts';

export const report = defineCommand({
  meta: {
    name: 'report',
    description: 'One page about a run of train or pretrain, or comparing several',
  },
  args: {
    run: { type: 'positional', required: true, valueHint: 'RUN…', description: 'Folders of runs' },
    out: { type: 'string', valueHint: 'FILE.html', description: 'Default: report.html in the run' },
    force: { type: 'boolean', description: 'Write over a file that is there' },
    ...commonArgs,
  },
  async run({ args, data }) {
    const { result } = data as Context;
    const paths = args._;
    if (args.out && existsSync(args.out) && !args.force) {
      throw new UserError(`${args.out}: is there already. Choose another --out, or --force.`);
    }
    const runs = await loadRuns(paths);
    const out = args.out ?? `${paths[0]}/report.html`;
    const title = paths.length === 1 ? paths[0]! : `${paths.length} runs`;
    await writeFileAtomic(out, renderReport({ title, ...runs }));
    result(`report: ${out}`, { report: out, runs: paths });
  },
});

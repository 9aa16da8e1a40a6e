import { writeFileAtomic } from '@ssvaerr/host/node';
import { renderReport } from '@ssvaerr/report';
import * as z from 'zod';
import { assertNewFile } from '../host/assert-new-file.ts';
import { loadRuns } from '../runs/load-runs.ts';
import { defineCommand } from './command.ts';
import { force } from './shared-flags.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'Write a page about one run of train or pretrain, or one that compares several',
  arguments: [{ name: 'runs', hint: 'RUN', description: 'Run folders', repeats: true }],
  flags: z.strictObject({
    out: z
      .string()
      .optional()
      .describe('Page to write. Default: report.html in the first run')
      .meta({ hint: 'FILE.html' }),
    force,
  }),
  async run({ args: { runs }, flags, context: { result } }) {
    if (flags.out !== undefined) assertNewFile(flags.out, flags.force);
    const loaded = await loadRuns(runs);
    const out = flags.out ?? `${runs[0]}/report.html`;
    const title = runs.length === 1 ? runs[0]! : `${runs.length} runs`;
    await writeFileAtomic(out, renderReport({ title, ...loaded }));
    result(`report: ${out}`, { report: out, runs });
  },
});

import { availableParallelism } from 'node:os';
import { openStore } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import * as z from 'zod';
import { count, type Rule, withRules } from '../config/fields.ts';
import { resumeSweep, startSweep } from '../grid/run-sweep.ts';
import { readSweepFile } from '../grid/sweep-file.ts';
import { SweepFolder } from '../grid/sweep-record.ts';
import { rankTrials, sweepPage } from '../grid/sweep-results.ts';
import { defineCommand } from './command.ts';
import { formatSweep, sweepJson } from './format-sweep.ts';
import { newRunsNeedData } from './resume.ts';
import { engine, init, store } from './shared-flags.ts';

const newSweepsNeedAFile: Rule<{ resume: boolean; config?: string | undefined }> = ({
  resume,
  config,
}) => !resume && config === undefined && { field: 'config', must: '--config FILE is missing.' };

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'Search config fields of train: a grid or random draws, compared by validation',
  arguments: [],
  flags: z
    .strictObject({
      config: z
        .string()
        .optional()
        .describe('Sweep file (YAML or JSON): the search, and the fields that it varies')
        .meta({ hint: 'FILE' }),
      data: store.optional(),
      out: z.string().describe('Folder of the sweep').meta({ hint: 'FOLDER' }),
      init,
      workers: count
        .optional()
        .describe('Trials trained at the same time, on one thread each. Default: one per core'),
      resume: z
        .boolean()
        .default(false)
        .describe('Continue the sweep in --out: finished trials are kept'),
      engine,
    })
    .check(withRules([newSweepsNeedAFile, newRunsNeedData])),
  async run({ flags, context: { log, signal, result } }) {
    const { config, data, out, init, resume, engine } = flags;
    const options = { engine, workers: flags.workers ?? availableParallelism(), log, signal };
    const file =
      config === undefined ? undefined : { path: config, content: await readSweepFile(config) };
    const record = resume
      ? await resumeSweep(out, { ...options, file, data, init })
      : await startSweep(out, {
          ...options,
          file: file!,
          store: await openStore(data!),
          init: init ?? null,
        });
    const folder = new SweepFolder(out);
    const ranked = await rankTrials(folder, record);
    await writeFileAtomic(folder.report, sweepPage(folder, record, ranked));
    result(formatSweep(folder, record, ranked), sweepJson(folder, record, ranked));
    if (ranked.finished.length === 0) {
      const { failed } = ranked;
      throw new UserError(`${out}: all trials failed, the first one because ${failed[0]!.reason}`);
    }
  },
});

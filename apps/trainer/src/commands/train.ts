import { openStore } from '@ssvaerr/data/node';
import * as z from 'zod';
import { withRules } from '../config/fields.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { resumeTask, startTask } from '../tasks/run-task.ts';
import { trainTask } from '../tasks/train.ts';
import { defineCommand } from './command.ts';
import { configSources } from './config-sources.ts';
import { formatScores } from './format-scores.ts';
import { assertNothingSet, newRunsNeedData, resume } from './resume.ts';
import { config, engine, init, runFolder, store } from './shared-flags.ts';

export const train = defineCommand({
  name: 'train',
  summary: 'Train the downstream network on a store with labels',
  arguments: [],
  flags: z
    .strictObject({
      data: store.optional(),
      out: runFolder,
      config,
      init,
      resume,
      engine,
    })
    .check(withRules([newRunsNeedData])),
  configs: [{ ...trainConfig, name: 'train', title: 'the training' }],
  async run({ flags, config, context: { log, signal, result } }) {
    const { out, engine } = flags;
    const options = { engine, log, signal };
    if (flags.resume) assertNothingSet('train', flags, config);
    const { results, report } = flags.resume
      ? await resumeTask(trainTask, out, options)
      : await startTask(trainTask, out, {
          ...options,
          config: resolveConfig(trainConfig, await configSources(flags.config, config)),
          store: await openStore(flags.data!),
          init: flags.init ?? null,
        });
    result(`${formatScores(results)}\nreport: ${report}`, results);
  },
});

import { openStore } from '@ssvaerr/data/node';
import * as z from 'zod';
import { withRules } from '../config/fields.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { methods } from '../methods/index.ts';
import { pretrainTask } from '../tasks/pretrain.ts';
import { resumeTask, startTask } from '../tasks/run-task.ts';
import { chooseMethod } from './choose-method.ts';
import { defineCommand } from './command.ts';
import { configSources } from './config-sources.ts';
import { formatPretraining } from './format-pretraining.ts';
import { assertNothingSet, newRunsNeedData, resume } from './resume.ts';
import { config, engine, runFolder, store } from './shared-flags.ts';

const all = Object.values(methods);

export const pretrain = defineCommand({
  name: 'pretrain',
  summary: 'Train an encoder on a store without its labels',
  arguments: [],
  flags: z
    .strictObject({ data: store.optional(), out: runFolder, config, resume, engine })
    .check(withRules([newRunsNeedData])),
  configs: all,
  async run({ flags, config, context: { log, signal, result } }) {
    const { out, engine } = flags;
    const options = { engine, log, signal };
    const task = pretrainTask();
    if (flags.resume) {
      assertNothingSet('pretrain', flags, config);
      const { results } = await resumeTask(task, out, options);
      return result(formatPretraining(out, results), results);
    }
    const sources = await configSources(flags.config, config);
    const resolved = resolveConfig(chooseMethod(all, sources), sources);
    const store = await openStore(flags.data!);
    const { results } = await startTask(task, out, { ...options, config: resolved, store });
    result(formatPretraining(out, results), results);
  },
});

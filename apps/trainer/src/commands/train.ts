import { openStore } from '@ssvaerr/data/node';
import * as z from 'zod';
import { withRules } from '../config/fields.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { RunFolder } from '../runs/run-folder.ts';
import type { TrainResults } from '../runs/run-formats.ts';
import {
  type CrossValidation,
  crossValidate,
  isCrossValidation,
  resumeCrossValidation,
} from '../tasks/cross-validate.ts';
import { type FinishedRun, resumeTask, startTask } from '../tasks/run-task.ts';
import { trainTask } from '../tasks/train.ts';
import { defineCommand } from './command.ts';
import { configSources } from './config-sources.ts';
import { formatScores, formatTable } from './format-scores.ts';
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
    const show = async ({ results, report }: FinishedRun<TrainResults>) => {
      const { data } = await new RunFolder(out).info(trainTask);
      result(`${formatScores(results, data.splits)}\nreport: ${report}`, results);
    };
    const showFolds = (finished: CrossValidation) => result(...foldsResult(finished));
    if (flags.resume) {
      if (isCrossValidation(out)) return showFolds(await resumeCrossValidation(out, options));
      return show(await resumeTask(trainTask, out, options));
    }
    const resolved = resolveConfig(trainConfig, await configSources(flags.config, config));
    const store = await openStore(flags.data!);
    const started = { ...options, config: resolved, store, init: flags.init ?? null };
    const isWhole = resolved.folds === null || resolved.fold !== null;
    if (isWhole) return show(await startTask(trainTask, out, started));
    showFolds(await crossValidate(out, started));
  },
});

function foldsResult({ folds, pooled, report }: CrossValidation) {
  const rows = folds.map((scores, i) => [`fold ${i + 1}`, scores] as const);
  const table = formatTable({ ...Object.fromEntries(rows), 'all folds': pooled });
  return [`${table}\nreport: ${report}`, { pooled, folds }] as const;
}

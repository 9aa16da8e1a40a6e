import { basename, join } from 'node:path';
import { splits } from '@ssvaerr/data';
import { openStore } from '@ssvaerr/data/node';
import { defineCommand } from 'citty';
import { type Context, commonArgs } from '../command.ts';
import { startEngine } from '../engine.ts';
import { engineArg, engineFlag } from '../engine-flag.ts';
import { formatTable } from '../format-scores.ts';
import { evaluateRun, storeOfRun } from '../run/run.ts';
import { RunFolder } from '../run/run-folder.ts';
import { UserError } from '../user-error.ts';

export const evaluate = defineCommand({
  meta: { name: 'evaluate', description: "Score a run's best network on whole videos of a split" },
  args: {
    run: { type: 'positional', required: true, valueHint: 'RUN', description: 'Folder of a run' },
    data: {
      type: 'string',
      valueHint: 'STORE',
      description: "A clip store. Default: the run's own",
    },
    split: {
      type: 'string',
      default: 'test',
      valueHint: splits.join('|'),
      description: 'Which clips',
    },
    engine: engineArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const split = splits.find((name) => name === args.split);
    if (!split) {
      throw new UserError(
        `evaluate: --split must be one of ${splits.join(', ')}, got '${args.split}'.`,
      );
    }
    const folder = new RunFolder(args.run);
    const info = await folder.info();
    const given = await openStore(args.data ?? info.data.path);
    const { store, own } = await storeOfRun(info, given, log);
    const engine = await startEngine(engineFlag('evaluate', args.engine));
    // Of another store, beside the run's own: names of clips may be the same.
    const into = own ? split : join(basename(store.root), split);
    const scores = await evaluateRun(folder, store, { split, into }, log, signal);
    const where = `predictions: ${folder.predictions(into, '*')}`;
    result(`${formatTable({ [split]: scores })}\n${where}`, {
      run: args.run,
      data: store.root,
      split,
      engine: engine.name,
      scores,
    });
  },
});

import { openStore } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { defineCommand } from 'citty';
import { configFlags, fieldsOfFlags } from '../config/config-flags.ts';
import { presets } from '../config/presets.ts';
import { readConfigFile, resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { resumeRun, startRun } from '../tasks/run.ts';
import { type Context, commonArgs } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { formatScores } from './format-scores.ts';

export const train = defineCommand({
  meta: { name: 'train', description: 'Train the downstream network on a store' },
  args: {
    data: { type: 'string', valueHint: 'STORE', description: 'The clip store' },
    out: { type: 'string', required: true, valueHint: 'RUN', description: 'Folder of the run' },
    config: { type: 'string', valueHint: 'FILE', description: 'YAML or JSON; flags win over it' },
    init: {
      type: 'string',
      valueHint: 'RUN|FILE',
      description: 'Take the encoder of a run or file',
    },
    resume: { type: 'boolean', description: 'Go on with the run in --out' },
    engine: engineArg,
    ...configFlags(trainConfig),
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const engine = engineFlag('train', args.engine);
    const flags = fieldsOfFlags(trainConfig, args as Record<string, unknown>);
    let finished: Awaited<ReturnType<typeof startRun>>;
    if (args.resume) {
      const given = ['data', 'config', 'init'].filter((name) => args[name as 'data'] !== undefined);
      const extra = [...given.map((name) => `--${name}`), ...Object.keys(flags.fields)];
      if (extra.length > 0) {
        throw new UserError(
          `train: --resume goes on as the run began; leave out ${extra.join(', ')}.`,
        );
      }
      finished = await resumeRun(args.out, { engine, log, signal });
    } else {
      if (args.data === undefined) throw new UserError('train: --data must name a clip store.');
      const files = args.config === undefined ? [] : [await readConfigFile(args.config)];
      const config = resolveConfig(trainConfig, presets, [...files, flags]);
      const store = await openStore(args.data);
      const init = args.init ?? null;
      finished = await startRun(args.out, { config, store, init, engine, log, signal });
    }
    const { results, report } = finished;
    result(`${formatScores(results)}\nreport: ${report}`, results);
  },
});

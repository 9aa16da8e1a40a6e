import { openStore } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import type { PretrainResults } from '@ssvaerr/report';
import { defineCommand } from 'citty';
import { configFlags, fieldsOfFlags } from '../config/config-flags.ts';
import {
  type PretextName,
  type PretrainConfig,
  pretrainConfigs,
  pretrainFields,
} from '../config/pretrain-config.ts';
import { pretrainPresets } from '../config/pretrain-presets.ts';
import { readConfigFile, resolveConfig } from '../config/resolve-config.ts';
import { resumePretraining, startPretraining } from '../tasks/pretrain-run.ts';
import { type Context, commonArgs } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';

export const pretrain = defineCommand({
  meta: { name: 'pretrain', description: 'Train an encoder on a store without labels' },
  args: {
    data: { type: 'string', valueHint: 'STORE', description: 'The clip store' },
    out: { type: 'string', required: true, valueHint: 'RUN', description: 'Folder of the run' },
    config: { type: 'string', valueHint: 'FILE', description: 'YAML or JSON; flags win over it' },
    resume: { type: 'boolean', description: 'Go on with the run in --out' },
    engine: engineArg,
    ...configFlags(pretrainFields),
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const engine = engineFlag('pretrain', args.engine);
    const flags = fieldsOfFlags(pretrainFields, args as Record<string, unknown>);
    let results: PretrainResults;
    if (args.resume) {
      const given = ['data', 'config'].filter((name) => args[name as 'data'] !== undefined);
      const extra = [...given.map((name) => `--${name}`), ...Object.keys(flags.fields)];
      if (extra.length > 0) {
        throw new UserError(
          `pretrain: --resume goes on as the run began; leave out ${extra.join(', ')}.`,
        );
      }
      results = await resumePretraining(args.out, { engine, log, signal });
    } else {
      if (args.data === undefined) throw new UserError('pretrain: --data must name a clip store.');
      const files = args.config === undefined ? [] : [await readConfigFile(args.config)];
      const config = pretrainConfig([...files, flags]);
      const store = await openStore(args.data);
      results = await startPretraining(args.out, { config, store, engine, log, signal });
    }
    result(text(args.out, results), results);
  },
});

/** The method decides which fields there are. */
function pretrainConfig(sources: Parameters<typeof resolveConfig>[2]): PretrainConfig {
  const method = sources.map(({ fields }) => fields.method).findLast((name) => name !== undefined);
  const names = Object.keys(pretrainConfigs) as PretextName[];
  const found = names.find((name) => name === method);
  if (!found) {
    throw new UserError(
      `pretrain: --method must be one of ${names.join(', ')}, got ${method ?? 'none'}.`,
    );
  }
  return resolveConfig(pretrainConfigs[found], pretrainPresets[found], sources);
}

function text(out: string, results: PretrainResults): string {
  const { method, firstLoss, lastLoss, validation, probe } = results;
  const figures = ({ arousal, valence }: { arousal: number; valence: number }) =>
    `${arousal.toFixed(3)} arousal, ${valence.toFixed(3)} valence`;
  return [
    `${method}: loss ${firstLoss.toFixed(4)} in the first epoch, ${lastLoss.toFixed(4)} in the last`,
    ...(validation
      ? [
          `on the validation clips: ${Object.entries(validation)
            .map(([name, value]) => `${name} ${value.toFixed(4)}`)
            .join(', ')}`,
        ]
      : []),
    ...(probe
      ? [
          `linear probe, test CCC: ${figures(probe.pretrained)}`,
          `of a random encoder:    ${figures(probe.random)}`,
          ...(probe.settled ? [`  with settled norms:   ${figures(probe.settled)}`] : []),
        ]
      : []),
    `report: ${out}/report.html`,
    `encoder: ${out}/checkpoints/encoder.safetensors; use it with train --init ${out}`,
  ].join('\n');
}

import { existsSync } from 'node:fs';
import type { Activation } from '@ssvaerr/backbone';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { formatStateDictMatch } from '@ssvaerr/weights';
import { defineCommand } from 'citty';
import { IncompleteError, importWeights } from '../import/import-weights.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';

const activations: readonly Activation[] = ['relu', 'prelu', 'swish'];

export const importCommand = defineCommand({
  meta: { name: 'import', description: 'Take over weights from PyTorch' },
  args: {
    file: {
      type: 'positional',
      required: true,
      valueHint: 'FILE',
      description: '.pth, .pth.tar or .safetensors of a lip reader, SS-VAERR or DINO',
    },
    out: {
      type: 'string',
      required: true,
      valueHint: 'FILE.safetensors',
      description: 'Where to; train --init takes it',
    },
    network: {
      type: 'string',
      default: 'student',
      valueHint: 'student|teacher',
      description: 'Of a DINO checkpoint',
    },
    activation: {
      type: 'string',
      valueHint: activations.join('|'),
      description: 'Default: by the names of the weights',
    },
    mean: { type: 'string', default: '0.421', description: 'Of the training pixels in [0, 1]' },
    std: { type: 'string', default: '0.165', description: 'Of the training pixels' },
    size: { type: 'string', default: '96', description: 'Side of the training frames, in pixels' },
    fps: { type: 'string', default: '25', description: 'Of the training videos' },
    force: { type: 'boolean', description: 'Write over a file that is there' },
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, result } = data as Context;
    const number = (name: 'mean' | 'std' | 'fps') =>
      numberFlag('import', name, args[name], { min: 0, integer: false });
    const std = number('std');
    if (std === 0) throw new UserError('import: --std must be > 0, got 0.');
    const options = {
      network: oneOf('network', args.network, ['student', 'teacher'] as const),
      activation:
        args.activation === undefined
          ? undefined
          : oneOf('activation', args.activation, activations),
      mean: number('mean'),
      std,
      size: numberFlag('import', 'size', args.size, { min: 32 }),
      fps: number('fps'),
    };
    if (!args.out.endsWith('.safetensors')) {
      throw new UserError(`import: --out must end in .safetensors, got '${args.out}'.`);
    }
    if (existsSync(args.out) && !args.force) {
      throw new UserError(`${args.out}: is there already. Choose another --out, or --force.`);
    }
    const imported = await importWeights(args.file, options).catch((error) => {
      if (error instanceof IncompleteError) log.info(formatStateDictMatch(error.match));
      throw error;
    });
    const { kind, info, match, warnings, bytes } = imported;
    for (const warning of warnings) log.warn(warning);
    await writeFileAtomic(args.out, bytes);
    const { width, activation } = info.model;
    const lines = [
      formatStateDictMatch(match),
      `${kind === 'network' ? 'whole network' : 'encoder'}: width ${width}, activation ${activation}`,
      `weights: ${args.out}; use them with train --init ${args.out} --width ${width} --activation ${activation}`,
    ];
    result(lines.join('\n'), { file: args.file, out: args.out, kind, info, match, warnings });
  },
});

function oneOf<Value extends string>(name: string, value: string, values: readonly Value[]): Value {
  const found = values.find((known) => known === value);
  if (found) return found;
  throw new UserError(`import: --${name} must be one of ${values.join(', ')}, got '${value}'.`);
}

import { writeFileAtomic } from '@ssvaerr/host/node';
import { IncompleteError, importWeights } from '@ssvaerr/inference';
import { formatStateDictMatch } from '@ssvaerr/weights';
import * as z from 'zod';
import { positive } from '../config/fields.ts';
import { assertNewFile } from '../host/assert-new-file.ts';
import { defineCommand } from './command.ts';
import { force, size } from './shared-flags.ts';

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Convert weights from PyTorch',
  arguments: [
    {
      name: 'file',
      hint: 'FILE',
      description: '.pth, .pth.tar or .safetensors file of a lip reader, SS-VAERR or DINO',
    },
  ],
  flags: z.strictObject({
    out: z
      .string()
      .refine((out) => out.endsWith('.safetensors'), { message: 'end in .safetensors' })
      .describe('File to write; train --init takes it')
      .meta({ hint: 'FILE.safetensors' }),
    network: z
      .enum(['student', 'teacher'])
      .default('student')
      .describe('Which network of a DINO checkpoint'),
    activation: z
      .enum(['relu', 'prelu', 'swish'])
      .optional()
      .describe('Activation of the encoder. Default: by the names of the weights'),
    mean: z.number().min(0).default(0.421).describe('Mean of the training pixels in [0, 1]'),
    std: positive.default(0.165).describe('Standard deviation of the training pixels'),
    size: size.min(32).default(96).describe('Side of the training frames, in pixels'),
    fps: positive.default(25).describe('Frames per second of the training videos'),
    force,
  }),
  async run({ args: { file }, flags, context: { log, result } }) {
    const { out, force, network, activation, mean, std, size, fps } = flags;
    assertNewFile(out, force);
    const options = { network, activation, mean, std, size, fps };
    const imported = await importWeights(file, options).catch((error) => {
      if (error instanceof IncompleteError) log.info(formatStateDictMatch(error.match));
      throw error;
    });
    const { kind, info, match, warnings, bytes } = imported;
    for (const warning of warnings) log.warn(warning);
    await writeFileAtomic(out, bytes);
    const { model } = info;
    const flagsOfModel = `--width ${model.width} --activation ${model.activation}`;
    const lines = [
      formatStateDictMatch(match),
      `${kind === 'network' ? 'whole network' : 'encoder'}: width ${model.width}, activation ${model.activation}`,
      `weights: ${out}. Continue with train --init ${out} ${flagsOfModel}`,
    ];
    result(lines.join('\n'), { file, out, kind, info, match, warnings });
  },
});

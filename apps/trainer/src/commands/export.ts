import { UserError } from '@ssvaerr/host';
import { defineCommand } from 'citty';
import { type ExportFormat, exportFormats } from '../export/export-format.ts';
import { exportModel } from '../export/export-model.ts';
import { startEngine } from '../host/engine.ts';
import { disposeTrained, openTrained, trainedSource } from '../runs/trained-source.ts';
import { type Context, commonArgs } from './command.ts';

export const exportCommand = defineCommand({
  meta: { name: 'export', description: 'Take a trained network to other programs' },
  args: {
    run: {
      type: 'positional',
      required: true,
      valueHint: 'RUN|FILE',
      description: 'A run of train or pretrain, or a .safetensors',
    },
    format: {
      type: 'string',
      required: true,
      valueHint: exportFormats.join('|'),
      description: 'For ONNX Runtime, for ssvaerr and PyTorch, for browsers',
    },
    out: { type: 'string', required: true, valueHint: 'FOLDER', description: 'Where to' },
    force: { type: 'boolean', description: 'Write over what is there' },
    ...commonArgs,
  },
  async run({ args, data }) {
    const { result } = data as Context;
    const format = formatFlag(args.format);
    const source = await trainedSource(args.run);
    await startEngine('cpu'); // nothing is computed
    const trained = await openTrained(source);
    try {
      const force = args.force ?? false;
      const files = await exportModel(source, trained, { format, out: args.out, force });
      result(files.join('\n'), { run: args.run, format, files });
    } finally {
      disposeTrained(trained);
    }
  },
});

function formatFlag(value: string): ExportFormat {
  const found = exportFormats.find((name) => name === value);
  if (found) return found;
  throw new UserError(
    `export: --format must be one of ${exportFormats.join(', ')}, got '${value}'.`,
  );
}

import * as z from 'zod';
import { exportFormats } from '../export/export-format.ts';
import { exportModel } from '../export/export-model.ts';
import { startEngine } from '../host/engine.ts';
import { disposeTrained, openTrained, trainedSource } from '../runs/trained-source.ts';
import { defineCommand } from './command.ts';
import { force, trained } from './shared-flags.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Export a trained network for other programs',
  arguments: [trained],
  flags: z.strictObject({
    format: z
      .enum(exportFormats)
      .describe('Format: onnx for ONNX Runtime, safetensors for PyTorch, tfjs for browsers'),
    out: z.string().describe('Folder of the exported files').meta({ hint: 'FOLDER' }),
    force,
  }),
  async run({ args: { run }, flags: { format, out, force }, context: { result } }) {
    const source = await trainedSource(run);
    await startEngine('cpu'); // nothing is computed
    const trained = await openTrained(source);
    try {
      const files = await exportModel(source, trained, { format, out, force });
      result(files.join('\n'), { run, format, files });
    } finally {
      disposeTrained(trained);
    }
  },
});

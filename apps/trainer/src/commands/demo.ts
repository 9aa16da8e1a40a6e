import { join } from 'node:path';
import { duration } from '@ssvaerr/host';
import * as z from 'zod';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { runDemo } from '../demo/demo.ts';
import { pretrainingNote } from '../demo/pretraining-note.ts';
import { methods } from '../methods/index.ts';
import { defineCommand } from './command.ts';
import { formatTable } from './format-scores.ts';
import { engine, force, fps, size } from './shared-flags.ts';

const { demo: demoPreset, ...otherPresets } = trainConfig.presets;
const demoConfig = { ...trainConfig, presets: { demo: demoPreset, ...otherPresets } };

export const demo = defineCommand({
  name: 'demo',
  summary: 'End-to-end demo on synthetic faces: generate, train, evaluate, report',
  arguments: [],
  flags: z.strictObject({
    out: z
      .string()
      .default('runs/demo')
      .describe('Folder of the demo; an interrupted demo continues')
      .meta({ hint: 'FOLDER' }),
    clips: z
      .int()
      .min(20)
      .default(560)
      .describe('Clips with labels; LiRA gets twice as many, shorter ones of other people'),
    frames: z.int().min(2).default(40).describe('Frames per labeled clip'),
    fps: fps
      .default(4)
      .describe('Frames per second of the labeled clips; few, so that a clip shows many moods'),
    size: size.min(39).default(48),
    force,
    engine,
  }),
  configs: [{ ...demoConfig, name: 'train', title: 'both trainings' }],
  async run({ flags, config, context: { log, signal, result } }) {
    const { out, clips, frames, fps, size, force, engine } = flags;
    const results = await runDemo(out, {
      config: resolveConfig(demoConfig, [config]),
      lira: { ...methods.lira.presets.small!, epochs: 3 },
      moods: { clips, frames, fps },
      talking: { clips: 2 * clips, frames: 24, fps: 25 }, // lips move too fast for a few frames a second
      ...{ size, force, engine, log, signal },
    });
    const report = join(out, 'report.html');
    const took = `${duration(results.seconds)} on engine ${results.engine}`;
    const { scratch, lira, baselines } = results;
    const rows = { scratch: scratch.test!, 'from-lira': lira.test!, ...baselines };
    const note = pretrainingNote(methods.lira, results);
    result(`${formatTable(rows)}\n${note}\n${took}\nreport: ${report}`, results);
  },
});

import { join } from 'node:path';
import { duration } from '@ssvaerr/host';
import { defineCommand } from 'citty';
import { configFlags, fieldsOfFlags } from '../config/config-flags.ts';
import { presets } from '../config/presets.ts';
import type { LiraConfig } from '../config/pretrain-config.ts';
import { pretrainPresets } from '../config/pretrain-presets.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { trainConfig } from '../config/train-config.ts';
import { runDemo } from '../demo/demo.ts';
import { liraNote } from '../demo/lira-note.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { formatTable } from './format-scores.ts';

export const demo = defineCommand({
  meta: { name: 'demo', description: 'The main job on synthetic faces, from nothing to a report' },
  args: {
    out: { type: 'string', default: 'runs/demo', valueHint: 'FOLDER', description: 'Where to' },
    clips: {
      type: 'string',
      default: '560',
      description: 'With labels; LiRA hears twice as many, shorter ones of other people',
    },
    frames: { type: 'string', default: '40', description: 'Of each clip' },
    fps: { type: 'string', default: '4', description: 'Few, so that a clip shows many moods' },
    size: { type: 'string', default: '48', description: 'Pixels along each side' },
    force: { type: 'boolean', description: 'Do it again, though it is there' },
    engine: engineArg,
    ...configFlags(trainConfig),
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const flags = fieldsOfFlags(trainConfig, args as Record<string, unknown>);
    const preset = { origin: 'demo', fields: { preset: 'demo' } };
    const integer = (name: 'clips' | 'frames' | 'size', min: number) =>
      numberFlag('demo', name, args[name], { min });
    const clips = integer('clips', 20);
    const fps = numberFlag('demo', 'fps', args.fps, { min: 1, integer: false });
    const results = await runDemo(args.out, {
      config: resolveConfig(trainConfig, presets, [preset, flags]),
      lira: { ...(pretrainPresets.lira.small as LiraConfig), epochs: 3 },
      moods: { clips, frames: integer('frames', 2), fps },
      talking: { clips: 2 * clips, frames: 24, fps: 25 }, // lips move too fast for a few frames a second
      size: integer('size', 39),
      force: args.force ?? false,
      engine: engineFlag('demo', args.engine),
      log,
      signal,
    });
    const report = join(args.out, 'report.html');
    const took = `${duration(results.seconds)} on engine ${results.engine}`;
    const { scratch, lira, baselines } = results;
    const rows = { scratch: scratch.test!, 'from-lira': lira.test!, ...baselines };
    const note = liraNote(scratch, lira);
    result(`${formatTable(rows)}\n${note}\n${took}\nreport: ${report}`, results);
  },
});

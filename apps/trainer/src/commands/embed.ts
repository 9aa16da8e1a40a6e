import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import { findFfmpeg } from '@ssvaerr/video';
import { defineCommand } from 'citty';
import type { EmbedInput } from '../embed/embed-input.ts';
import { contentId, EmbeddingWriter } from '../embed/embedding-writer.ts';
import { storeInput } from '../embed/store-input.ts';
import { videosInput } from '../embed/videos-input.ts';
import { startEngine } from '../host/engine.ts';
import { marginFlag, marginFor } from '../runs/margin.ts';
import { disposeTrained, openTrained, trainedSource } from '../runs/trained-source.ts';
import { soundClips } from '../tasks/run.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { ffmpegArg } from './ffmpeg-flag.ts';

export const embed = defineCommand({
  meta: { name: 'embed', description: 'Features of every frame, as NumPy files' },
  args: {
    run: {
      type: 'positional',
      required: true,
      valueHint: 'RUN|FILE',
      description: 'A run of train or pretrain, or a .safetensors',
    },
    input: {
      type: 'positional',
      required: true,
      valueHint: 'STORE|VIDEO…',
      description: 'A clip store; or videos and folders of videos, whose faces are sought',
    },
    out: { type: 'string', required: true, valueHint: 'FOLDER', description: 'Where to' },
    face: {
      type: 'string',
      default: 'largest',
      valueHint: 'largest|all',
      description: 'Of videos: whose clips',
    },
    fps: {
      type: 'string',
      description: "Of videos: frames per second; default: the training clips'",
    },
    margin: {
      type: 'string',
      description:
        "Of videos: how much is seen around a face; default: the training clips', or 1.3",
    },
    engine: engineArg,
    ffmpeg: ffmpegArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const face = (['largest', 'all'] as const).find((name) => name === args.face);
    if (!face) throw new UserError(`embed: --face must be largest or all, got '${args.face}'.`);
    const wantedMargin = args.margin === undefined ? undefined : marginFlag('embed', args.margin);
    const fps =
      args.fps === undefined
        ? undefined
        : numberFlag('embed', 'fps', args.fps, { min: 1, integer: false });
    const wanted = engineFlag('embed', args.engine);
    const source = await trainedSource(args.run);
    const engine = await startEngine(wanted);
    const trained = await openTrained(source);
    try {
      const { encoder, info } = trained;
      const paths = args._.slice(1);
      const context = { info, log, signal };
      const isStore = existsSync(join(paths[0]!, 'dataset.json'));
      if (isStore && paths.length > 1) {
        throw new UserError(`embed: unexpected argument '${paths[1]}': a store comes alone.`);
      }
      let input: EmbedInput;
      if (isStore) {
        input = await storeInput((await soundClips(await openStore(paths[0]!), log)).store);
      } else {
        if (info.height !== info.width) {
          throw new UserError(
            `${args.run}: was trained on ${info.width} x ${info.height} pixels; faces are square.`,
          );
        }
        const margin = marginFor(info, wantedMargin, (line) => log.warn(line));
        const ffmpeg = await findFfmpeg(args.ffmpeg);
        const options = { ffmpeg, face, margin, size: info.height, fps: fps ?? info.fps };
        input = await videosInput(paths, args.out, options, context);
      }
      const weights = await contentId(source.file);
      const origin = { weights, input: input.content };
      const writer = await EmbeddingWriter.open(args.out, encoder, origin);
      const skipped = await input.embed(writer, context);
      await writer.close();
      const clips = writer.index.length;
      const frames = writer.index.reduce((sum, clip) => sum + clip.frames, 0);
      const index = join(args.out, 'index.jsonl');
      result(
        [
          `${clips} clips, ${frames} frames, ${encoder.features} features each`,
          ...(skipped.length > 0 ? [`${skipped.length} skipped or damaged, listed above`] : []),
          `index: ${index}`,
        ].join('\n'),
        {
          run: args.run,
          out: args.out,
          engine: engine.name,
          features: encoder.features,
          ...{ clips, frames, skipped, index },
        },
      );
    } finally {
      disposeTrained(trained);
    }
  },
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@ssvaerr/data/node';
import { UserError } from '@ssvaerr/host';
import type { EmbedInput } from '@ssvaerr/inference';
import {
  assertTakes,
  EmbeddingWriter,
  fileContentId,
  marginFor,
  storeInput,
  videosInput,
} from '@ssvaerr/inference';
import { findFfmpeg } from '@ssvaerr/video';
import * as z from 'zod';
import { startEngine } from '../host/engine.ts';
import { loadLandmarker } from '../host/landmarker.ts';
import { intactClips } from '../runs/intact-clips.ts';
import { disposeTrained, openTrained, trainedSource } from '../runs/trained-source.ts';
import { defineCommand } from './command.ts';
import { engine, face, ffmpeg, trained, trainedFps, trainedMargin } from './shared-flags.ts';

export const embed = defineCommand({
  name: 'embed',
  summary: 'Write the features of every frame as NumPy files',
  arguments: [
    trained,
    {
      name: 'input',
      hint: 'STORE|VIDEO',
      description: 'One clip store, or videos and folders of videos whose faces are detected',
      repeats: true,
    },
  ],
  flags: z.strictObject({
    out: z.string().describe('Folder of the features').meta({ hint: 'FOLDER' }),
    face: face.describe('Whose clips to embed, for videos'),
    fps: trainedFps,
    margin: trainedMargin,
    engine,
    ffmpeg,
  }),
  async run({ args, flags, context: { log, signal, result } }) {
    const { out, face, fps } = flags;
    const source = await trainedSource(args.run);
    const started = await startEngine(flags.engine);
    const trained = await openTrained(source);
    try {
      const { encoder, info } = trained;
      const paths = args.input;
      const context = { info, log, signal };
      const isStore = existsSync(join(paths[0]!, 'dataset.json'));
      if (isStore && paths.length > 1) {
        throw new UserError(`embed: unexpected argument '${paths[1]}': a store comes alone.`);
      }
      let input: EmbedInput;
      if (isStore) {
        const store = await openStore(paths[0]!);
        assertTakes(encoder, store);
        input = await storeInput((await intactClips(store, log)).store);
      } else {
        if (info.height !== info.width) {
          throw new UserError(
            `${args.run}: was trained on ${info.width} x ${info.height} pixels; faces are square.`,
          );
        }
        const margin = marginFor(info, flags.margin, (line) => log.warn(line));
        const ffmpeg = await findFfmpeg(flags.ffmpeg);
        const options = {
          ffmpeg,
          face,
          margin,
          size: info.height,
          fps: fps ?? info.fps,
          loadLandmarker,
        };
        input = await videosInput(paths, out, options, context);
      }
      const weights = await fileContentId(source.file);
      const origin = { weights, input: input.content };
      const writer = await EmbeddingWriter.open(out, encoder, origin);
      const skipped = await input.embed(writer, context);
      await writer.close();
      const clips = writer.index.length;
      const frames = writer.index.reduce((sum, clip) => sum + clip.frames, 0);
      const index = join(out, 'index.jsonl');
      result(
        [
          `${clips} clips, ${frames} frames, ${encoder.features} features each`,
          ...(skipped.length > 0 ? [`${skipped.length} skipped or damaged, listed above`] : []),
          `index: ${index}`,
        ].join('\n'),
        {
          run: args.run,
          out,
          engine: started.name,
          features: encoder.features,
          ...{ clips, frames, skipped, index },
        },
      );
    } finally {
      disposeTrained(trained);
    }
  },
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@ssvaerr/data/node';
import { defineCommand } from 'citty';
import { type Context, commonArgs } from '../command.ts';
import { embedStore } from '../embed/embed-store.ts';
import { contentId, EmbeddingWriter } from '../embed/embedding-writer.ts';
import { startEngine } from '../engine.ts';
import { engineArg, engineFlag } from '../engine-flag.ts';
import { soundClips } from '../run/run.ts';
import { dataInfo } from '../run/run-info.ts';
import { disposeTrained, openTrained, trainedSource } from '../run/trained-source.ts';
import { UserError } from '../user-error.ts';

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
      valueHint: 'STORE',
      description: 'A clip store',
    },
    out: { type: 'string', required: true, valueHint: 'FOLDER', description: 'Where to' },
    engine: engineArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const source = await trainedSource(args.run);
    if (!existsSync(join(args.input, 'dataset.json'))) {
      throw new UserError(`${args.input}: is no clip store: there is no dataset.json in it.`);
    }
    const { store } = await soundClips(await openStore(args.input), log);
    const engine = await startEngine(engineFlag('embed', args.engine));
    const trained = await openTrained(source);
    try {
      const { encoder, info } = trained;
      if (info.height !== store.info.height || info.width !== store.info.width) {
        log.warn(
          `${store.root}: frames are ${store.info.width} x ${store.info.height}, the network was trained on ${info.width} x ${info.height}.`,
        );
      }
      const { path, sha256 } = await dataInfo(store);
      const writer = await EmbeddingWriter.open(args.out, encoder, {
        weights: await contentId(source.file),
        input: { path, sha256 },
      });
      await embedStore(store, writer, info.pixel, log, signal);
      await writer.close();
      const frames = writer.index.reduce((sum, clip) => sum + clip.frames, 0);
      const clips = writer.index.length;
      result(
        `${clips} clips, ${frames} frames, ${encoder.features} features each\nindex: ${join(args.out, 'index.jsonl')}`,
        {
          run: args.run,
          out: args.out,
          engine: engine.name,
          features: encoder.features,
          clips,
          frames,
        },
      );
    } finally {
      disposeTrained(trained);
    }
  },
});

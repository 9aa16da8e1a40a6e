import { grayFrames, splits } from '@ssvaerr/data';
import { clipsOf, openStore, readFrames, type Store, verifyStore } from '@ssvaerr/data/node';
import { Interrupted, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { contactSheet } from '@ssvaerr/report';
import * as z from 'zod';
import { assertNewFile } from '../host/assert-new-file.ts';
import { defineCommand } from './command.ts';
import { formatHistogram, labelHistogram } from './label-histogram.ts';
import { force } from './shared-flags.ts';

const clipsShown = 12;
const framesShown = 10;

export const inspect = defineCommand({
  name: 'inspect',
  summary: 'Summarize a store and verify its files',
  arguments: [{ name: 'path', hint: 'STORE', description: 'Clip store' }],
  flags: z.strictObject({
    out: z
      .string()
      .optional()
      .describe('Contact sheet to draw: a few frames of a few clips')
      .meta({ hint: 'FILE.png' }),
    force,
  }),
  async run({ args: { path }, flags: { out, force }, context: { log, signal, result } }) {
    if (out !== undefined) assertNewFile(out, force);
    const store = await openStore(path);
    const problems: string[] = [];
    for await (const { message } of verifyStore(store)) {
      problems.push(message);
      if (signal.aborted) throw new Interrupted('nothing was written.');
    }
    for (const problem of problems) log.warn(problem);

    const broken = problems.length > 0;
    const summary = splits.map((split) => {
      const clips = clipsOf(store, split);
      const frames = clips.reduce((sum, clip) => sum + clip.frames, 0);
      const subjects = new Set(clips.map(({ subject }) => subject)).size;
      return { split, clips: clips.length, subjects, frames };
    });
    const histogram = broken ? undefined : await labelHistogram(store);
    if (out) await writeFileAtomic(out, await sheet(store));

    const { info } = store;
    const raters = new Set(store.clips.flatMap(({ raters = [] }) => raters));
    const lines = [
      `${path}: ${info.source} (${info.licence})`,
      `${info.width} x ${info.height} pixels, ${info.channels === 1 ? 'gray' : 'RGB'}, ${info.fps} fps, audio ${info.audio ? `${info.audio.kind}, ${info.audio.features} x ${info.audio.rate}/s` : 'none'}`,
      ...(info.pixel
        ? [
            `pixels of the training clips: mean ${info.pixel.mean.toFixed(4)}, std ${info.pixel.std.toFixed(4)}`,
          ]
        : []),
      ...summary.map(
        ({ split, clips, subjects, frames }) =>
          `${split.padEnd(10)} ${clips} clips, ${subjects} subjects, ${frames} frames`,
      ),
      ...(info.splits === null ? [] : [`splits: ${info.splits}`]),
      ...(histogram ? formatHistogram(histogram) : []),
      ...(raters.size > 0 ? [`raters: ${[...raters].join(', ')}`] : []),
      broken ? `${problems.length} problems` : 'every file is intact',
      ...(out ? [`contact sheet: ${out}`] : []),
    ];
    result(lines.join('\n'), {
      path,
      info,
      splits: summary,
      histogram,
      raters: [...raters],
      problems,
    });
    if (broken) throw new UserError(`${path}: ${problems.length} problems, listed above.`);
  },
});

/** A few clips, spread over the store, and a few frames of each. */
async function sheet(store: Store): Promise<Uint8Array> {
  const { height, width, channels } = store.info;
  const step = Math.max(1, Math.floor(store.clips.length / clipsShown));
  const clips = store.clips.filter((_, i) => i % step === 0).slice(0, clipsShown);
  const rows = [];
  for (const clip of clips) {
    const frames: Uint8Array[] = [];
    for (let i = 0; i < Math.min(framesShown, clip.frames); i++) {
      const start = Math.floor((i * clip.frames) / Math.min(framesShown, clip.frames));
      frames.push(grayFrames(await readFrames(store, clip, { start, count: 1 }), channels));
    }
    rows.push({ label: `${clip.id} ${clip.split}`, frames, height, width });
  }
  return contactSheet(rows);
}

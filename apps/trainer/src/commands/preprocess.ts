import { availableParallelism } from 'node:os';
import { parseShares, videosSource } from '@ssvaerr/datasets/node';
import { UserError } from '@ssvaerr/host';
import { defaultMargin } from '@ssvaerr/inference';
import { type PreprocessOptions, planPreprocess, preprocess as write } from '@ssvaerr/preprocess';
import { findFfmpeg } from '@ssvaerr/video';
import * as z from 'zod';
import { count, type Rule, withRules } from '../config/fields.ts';
import { audioFeatures } from '../host/audio-choice.ts';
import { startEngine } from '../host/engine.ts';
import { startExtractors } from '../host/extractors.ts';
import { defineCommand } from './command.ts';
import { planJson, planText, summaryText } from './format-preprocessing.ts';
import {
  type AudioFlags,
  audio,
  audioChoice,
  engine,
  face,
  ffmpeg,
  fps,
  margin,
  size,
  speechModelsNeedSpeech,
  store,
} from './shared-flags.ts';

interface Seconds {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

const maxIsNotBelowMin: Rule<Seconds> = ({ minSeconds, maxSeconds }) =>
  maxSeconds < minSeconds && { field: 'maxSeconds', must: `be >= --min-seconds (${minSeconds})` };

export const preprocess = defineCommand({
  name: 'preprocess',
  summary: 'Make a clip store of the faces in videos',
  arguments: [
    {
      name: 'input',
      hint: 'INPUT',
      description: 'A video, or a folder with videos anywhere below it',
    },
  ],
  flags: z
    .strictObject({
      out: store.describe('Folder of the store'),
      format: z.enum(['videos']).default('videos').describe('Layout of the input'),
      fps: fps.optional().describe("Frames per second. Default: each video's own"),
      size: size.min(32).default(96).describe('Side of the face crops, in pixels'),
      margin: margin.default(defaultMargin),
      face: face.describe('Which faces of a video become clips'),
      ...audio,
      minSeconds: z.number().min(0).default(0.5).describe('Shorter clips are dropped'),
      maxSeconds: z.number().min(0.5).default(60).describe('Longer clips are divided'),
      subject: z
        .enum(['file', 'folder'])
        .default('file')
        .describe('What counts as one person: each file, or each folder'),
      split: z
        .string()
        .default('train')
        .describe('Split of all clips (train, validation, test), or percentages of the people')
        .meta({ hint: 'NAME|80/10/10' }),
      seed: z.int().default(1).describe('Seed for assigning people to splits'),
      licence: z
        .string()
        .default('not stated')
        .describe('Licence of the videos (free text, stored with the clips)')
        .meta({ hint: 'TEXT' }),
      workers: count.optional().describe('Number of threads. Default: one per core'),
      limit: count.optional().describe('Take the first N videos only'),
      dryRun: z.boolean().default(false).describe('List what would be done, and write nothing'),
      strict: z
        .boolean()
        .default(false)
        .describe('Exit with code 1 if a video was skipped or damaged'),
      resume: z
        .boolean()
        .default(false)
        .describe('Continue a store: add videos that are new or have changed'),
      engine,
      ffmpeg,
    })
    .check(withRules<Seconds & AudioFlags>([speechModelsNeedSpeech, maxIsNotBelowMin])),
  async run({ args: { input }, flags, context: { log, signal, result } }) {
    const { out, size, margin, face, minSeconds, maxSeconds, subject, split } = flags;
    const { seed, licence, dryRun, strict, resume, fps = null } = flags;
    parseShares(split, 'preprocess: --split');
    const ffmpeg = await findFfmpeg(flags.ffmpeg);
    const extract = { fps, size, margin, face, minSeconds, maxSeconds, ffmpeg };
    const audio = audioChoice(flags);
    const features = await audioFeatures(audio); // or says what is missing
    const engine = dryRun ? 'cpu' : (await startEngine(flags.engine)).name;
    const options: PreprocessOptions = {
      extract,
      extractors: (count) => startExtractors(count, { engine, audio }),
      audio: features && { name: audio.kind, info: features.info },
      limit: flags.limit ?? null,
      workers: flags.workers ?? availableParallelism(),
      resume,
      log,
      signal,
    };
    const source = await videosSource(input, { except: out, subject, split, seed, licence });
    if (dryRun) {
      const plan = await planPreprocess(source, out, options);
      return result(planText(plan), planJson(plan));
    }
    const summary = await write(source, out, options);
    const { store, skipped, damaged, others, report } = summary;
    result(summaryText(out, summary), {
      path: out,
      clips: store.clips.length,
      frames: store.clips.reduce((sum, clip) => sum + clip.frames, 0),
      skipped,
      damaged,
      others,
      report,
    });
    if (strict && skipped.length + damaged.length > 0) {
      throw new UserError(
        `${input}: ${skipped.length} skipped, ${damaged.length} damaged, listed above.`,
      );
    }
  },
});

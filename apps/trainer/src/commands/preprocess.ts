import { availableParallelism } from 'node:os';
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
import { writeLabelTemplates } from './label-template.ts';
import {
  type AudioFlags,
  audio,
  audioChoice,
  engine,
  ffmpeg,
  fps,
  margin,
  size,
  speechModelsNeedSpeech,
  store,
} from './shared-flags.ts';
import {
  labelOptions,
  openSource,
  type SourceFlags,
  sourceFlags,
  sourceRules,
} from './source-flags.ts';

interface Seconds {
  readonly minSeconds: number;
  readonly maxSeconds?: number | undefined;
}

const maxIsNotBelowMin: Rule<Seconds> = ({ minSeconds, maxSeconds }) =>
  (maxSeconds ?? 60) < minSeconds && {
    field: 'maxSeconds',
    must: `be >= --min-seconds (${minSeconds})`,
  };

interface Outputs {
  readonly out?: string | undefined;
  readonly template: boolean;
  readonly labels?: string | undefined;
}

const outIsGiven: Rule<Outputs> = ({ out, template }) =>
  out === undefined && !template && { field: 'out', must: 'be given' };

const templateNeedsLabels: Rule<Outputs> = ({ template, labels }) =>
  template && labels === undefined && { field: 'labels', must: 'be given with --template' };

export const preprocess = defineCommand({
  name: 'preprocess',
  summary: 'Make a clip store of the faces in videos',
  arguments: [
    {
      name: 'input',
      hint: 'INPUT',
      description: 'A video, a folder with videos anywhere below it, or a data set',
    },
  ],
  flags: z
    .strictObject({
      out: store.optional().describe('Folder of the store; needed unless --template is given'),
      ...sourceFlags,
      fps: fps.optional().describe("Frames per second. Default: each video's own"),
      size: size.min(32).default(96).describe('Side of the face crops, in pixels'),
      margin: margin.default(defaultMargin),
      color: z
        .enum(['gray', 'rgb'])
        .default('gray')
        .describe('Channels of the face crops; the network of the paper takes gray ones'),
      ...audio,
      minSeconds: z.number().min(0).default(0.5).describe('Shorter clips are dropped'),
      maxSeconds: z
        .number()
        .min(0.5)
        .optional()
        .describe('Longer clips are divided. Default: that of the data set, or 60'),
      workers: count.optional().describe('Number of threads. Default: one per core'),
      template: z
        .boolean()
        .default(false)
        .describe('Write a label file to fill in for each video into --labels, and stop'),
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
    .check(
      withRules<Seconds & AudioFlags & SourceFlags & Outputs>([
        speechModelsNeedSpeech,
        maxIsNotBelowMin,
        outIsGiven,
        templateNeedsLabels,
        ...sourceRules,
      ]),
    ),
  async run({ args: { input }, flags, context: { log, signal, result } }) {
    const ffmpeg = await findFfmpeg(flags.ffmpeg);
    if (flags.template) {
      const written = await writeLabelTemplates(input, flags.labels!, ffmpeg, log);
      return result(written.join('\n'), { written });
    }
    const out = flags.out!;
    const { size, margin, face, minSeconds, dryRun, strict, resume, fps = null } = flags;
    const source = await openSource(input, flags, out);
    const maxSeconds = flags.maxSeconds ?? source.maxSeconds ?? 60;
    const { color } = flags;
    const extract = { color, fps, size, margin, face, minSeconds, maxSeconds, ffmpeg };
    const audio = audioChoice(flags);
    const features = await audioFeatures(audio); // or says what is missing
    const engine = dryRun ? 'cpu' : (await startEngine(flags.engine)).name;
    const options: PreprocessOptions = {
      extract,
      extractors: (count) => startExtractors(count, { engine, audio }),
      audio: features && { name: audio.kind, info: features.info },
      labels: labelOptions(flags),
      limit: flags.limit ?? null,
      workers: flags.workers ?? availableParallelism(),
      resume,
      log,
      signal,
    };
    if (dryRun) {
      const plan = await planPreprocess(source, out, options);
      result(planText(plan), planJson(plan));
      if (strict && plan.skipped.length > 0) {
        throw new UserError(`${input}: ${plan.skipped.length} skipped, listed above.`);
      }
      return;
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

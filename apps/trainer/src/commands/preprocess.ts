import { availableParallelism } from 'node:os';
import { parseShares, videosSource } from '@ssvaerr/datasets/node';
import { duration, UserError } from '@ssvaerr/host';
import {
  type PreprocessOptions,
  type PreprocessPlan,
  type PreprocessSummary,
  planPreprocess,
  preprocess as write,
} from '@ssvaerr/preprocess';
import { findFfmpeg } from '@ssvaerr/video';
import { defineCommand } from 'citty';
import { audioFeatures, audioFlag } from '../host/audio-choice.ts';
import { startEngine } from '../host/engine.ts';
import { startExtractors } from '../host/extractors.ts';
import { defaultMargin, marginFlag } from '../runs/margin.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { ffmpegArg } from './ffmpeg-flag.ts';

export const preprocess = defineCommand({
  meta: { name: 'preprocess', description: 'Make a store of the faces in videos' },
  args: {
    input: {
      type: 'positional',
      required: true,
      valueHint: 'INPUT',
      description: 'A video, or a folder with videos anywhere below it',
    },
    out: { type: 'string', required: true, valueHint: 'STORE', description: 'Folder to make' },
    format: {
      type: 'string',
      default: 'videos',
      valueHint: 'videos',
      description: 'How the input is laid out',
    },
    fps: { type: 'string', description: "Frames per second; default: each video's own" },
    size: { type: 'string', default: '96', description: 'Pixels along each side of a face' },
    margin: {
      type: 'string',
      default: String(defaultMargin),
      description: 'How much is seen around a face, 0.5 to 4',
    },
    face: {
      type: 'string',
      default: 'largest',
      valueHint: 'largest|all',
      description: 'Which faces of a video become clips',
    },
    audio: {
      type: 'string',
      default: 'none',
      valueHint: 'none|logmel|speech',
      description: 'Features of the sound, for LiRA',
    },
    'speech-models': {
      type: 'string',
      valueHint: 'DIR',
      description: 'Where the networks of --audio speech are, if not installed',
    },
    'min-seconds': { type: 'string', default: '0.5', description: 'Shorter clips are dropped' },
    'max-seconds': { type: 'string', default: '60', description: 'Longer clips are cut' },
    subject: {
      type: 'string',
      default: 'file',
      valueHint: 'file|folder',
      description: 'Who is seen: a person a file, or a folder',
    },
    split: {
      type: 'string',
      default: 'train',
      valueHint: 'train|validation|test|80/10/10',
      description: 'Of all subjects, or shares of them',
    },
    seed: { type: 'string', default: '1', description: 'Of the split' },
    licence: {
      type: 'string',
      default: 'not stated',
      valueHint: 'TEXT',
      description: 'Under which terms the videos are; kept with the store',
    },
    workers: { type: 'string', description: 'Threads; default: one a core' },
    limit: { type: 'string', valueHint: 'N', description: 'Take the first videos only' },
    'dry-run': { type: 'boolean', description: 'Say what would be done, and write nothing' },
    strict: { type: 'boolean', description: 'Exit with 1 if a video was skipped or damaged' },
    resume: { type: 'boolean', description: 'Go on with a store: add what is new or has changed' },
    engine: engineArg,
    ffmpeg: ffmpegArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const number = (name: keyof typeof args, min: number, integer = false) =>
      numberFlag('preprocess', name, String(args[name]), { min, integer });
    const choice = <T extends string>(name: keyof typeof args, ...values: readonly T[]): T => {
      const found = values.find((value) => value === args[name]);
      if (found) return found;
      throw new UserError(
        `preprocess: --${name} must be ${values.join(' or ')}, got '${args[name]}'.`,
      );
    };
    choice('format', 'videos');
    parseShares(args.split, 'preprocess: --split');
    const minSeconds = number('min-seconds', 0);
    const extract = {
      fps: args.fps === undefined ? null : number('fps', 1),
      size: number('size', 32, true),
      margin: marginFlag('preprocess', args.margin),
      face: choice('face', 'largest', 'all'),
      minSeconds,
      maxSeconds: number('max-seconds', Math.max(minSeconds, 0.5)),
      ffmpeg: await findFfmpeg(args.ffmpeg),
    };
    const audio = audioFlag('preprocess', args.audio, args['speech-models']);
    const features = await audioFeatures(audio); // or says what is missing
    const seed = number('seed', -Infinity, true);
    const workers = args.workers === undefined ? undefined : number('workers', 1, true);
    const wanted = engineFlag('preprocess', args.engine);
    const engine = args['dry-run'] ? 'cpu' : (await startEngine(wanted)).name;
    const options: PreprocessOptions = {
      extract,
      extractors: (count) => startExtractors(count, { engine, audio }),
      audio: features && { name: audio.kind, info: features.info },
      limit: args.limit === undefined ? null : number('limit', 1, true),
      workers: workers ?? availableParallelism(),
      resume: args.resume ?? false,
      log,
      signal,
    };
    const source = await videosSource(args.input, {
      except: args.out,
      subject: choice('subject', 'file', 'folder'),
      split: args.split,
      seed,
      licence: args.licence,
    });
    if (args['dry-run']) {
      const plan = await planPreprocess(source, args.out, options);
      return result(planText(plan), planJson(plan));
    }
    const summary = await write(source, args.out, options);
    const { store, skipped, damaged, others, report } = summary;
    result(summaryText(args.out, summary), {
      path: args.out,
      clips: store.clips.length,
      frames: store.clips.reduce((sum, clip) => sum + clip.frames, 0),
      skipped,
      damaged,
      others,
      report,
    });
    if (args.strict && skipped.length + damaged.length > 0) {
      throw new UserError(
        `${args.input}: ${skipped.length} skipped, ${damaged.length} damaged, listed above.`,
      );
    }
  },
});

const lines = (title: string, items: PreprocessPlan['skipped']) =>
  items.length === 0 ? [] : [title, ...items.map(({ name, reason }) => `  ${name}: ${reason}`)];

function planText({ done, todo, skipped, others }: PreprocessPlan): string {
  const seconds = todo.reduce((sum, { info }) => sum + (info.seconds ?? 0), 0);
  return [
    ...todo.map(({ id, info }) => {
      const { width, height, codec, fps, sound, seconds } = info;
      const length = seconds === undefined ? 'unknown length' : duration(seconds);
      const rate = `${Math.round(fps * 100) / 100} fps`;
      return `${id}: ${length}, ${rate}, ${width} x ${height} ${codec}, ${sound ? `audio ${sound}` : 'no audio'}`;
    }),
    `${todo.length} videos to do, ${duration(seconds)}; ${done.length} done before`,
    ...lines(`${skipped.length} skipped:`, skipped),
    `${others.length} other files`,
  ].join('\n');
}

const planJson = ({ done, todo, skipped, others }: PreprocessPlan) => ({
  todo: todo.map(({ id, info }) => ({ name: id, ...info })),
  done: done.map(({ item }) => item),
  skipped,
  others,
});

function summaryText(out: string, summary: PreprocessSummary): string {
  const { store, entries, skipped, damaged, others, report } = summary;
  const frames = store.clips.reduce((sum, clip) => sum + clip.frames, 0);
  const used = entries.filter(({ clips }) => clips.length > 0);
  return [
    `${out}: ${store.clips.length} clips of ${used.length} videos, ${frames} frames`,
    ...lines(`${skipped.length} skipped:`, skipped),
    ...lines(`${damaged.length} not read to the end:`, damaged),
    ...(others.length > 0 ? [`${others.length} other files`] : []),
    `report: ${report}`,
  ].join('\n');
}

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@ssvaerr/host';
import type { ModelInfo } from '@ssvaerr/inference';
import { loadModel, marginFor } from '@ssvaerr/inference';
import { findFfmpeg } from '@ssvaerr/video';
import * as z from 'zod';
import { startEngine } from '../host/engine.ts';
import { loadLandmarker } from '../host/landmarker.ts';
import { fittedCalibration } from '../runs/calibration-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { trainFormats } from '../runs/run-formats.ts';
import { defineCommand } from './command.ts';
import { listVideos } from './list-videos.ts';
import { predictVideos } from './predict-videos.ts';
import { engine, face, ffmpeg, force, trainedFps, trainedMargin } from './shared-flags.ts';

export const predict = defineCommand({
  name: 'predict',
  summary: 'Predict arousal and valence of the faces in videos',
  arguments: [
    { name: 'run', hint: 'RUN', description: 'Folder of a train run' },
    {
      name: 'videos',
      hint: 'VIDEO',
      description: 'Videos, and folders of videos',
      repeats: true,
    },
  ],
  flags: z.strictObject({
    out: z.string().describe('Folder of the results').meta({ hint: 'FOLDER' }),
    face: face.describe('Whether to trace the largest face only, or each face'),
    fps: trainedFps,
    margin: trainedMargin,
    trainedOn: z
      .enum(['real', 'synthetic'])
      .optional()
      .describe('Kind of faces the network was trained on, where its run does not say'),
    calibrated: z.boolean().default(false).describe('Apply what evaluate --calibrate has fitted'),
    overlay: z.boolean().default(false).describe('Also write each video with its traces beside it'),
    resume: z.boolean().default(false).describe('Skip videos that have results already'),
    force,
    engine,
    ffmpeg,
  }),
  async run({ args, flags, context: { log, signal, result } }) {
    const { out, face, fps, resume, force, overlay } = flags;
    const folder = new RunFolder(args.run);
    await folder.info(trainFormats);
    const calibration = flags.calibrated ? await fittedCalibration(folder) : null;
    const ffmpeg = await findFfmpeg(flags.ffmpeg);
    const videos = await listVideos(args.videos, out);
    const done = videos.filter(({ name }) => existsSync(join(out, `${name}.json`)));
    if (done.length > 0 && !resume && !force) {
      throw new UserError(
        `${join(out, `${done[0]!.name}.json`)} already exists. Continue with --resume, overwrite with --force, or choose another --out.`,
      );
    }
    const todo = resume && !force ? videos.filter((video) => !done.includes(video)) : videos;

    const engine = await startEngine(flags.engine);
    log.info(`engine ${engine.name}: ${engine.detail}`);
    const { model, info } = await loadModel(folder.best);
    const { source, height, width } = info;
    if (height !== width) {
      throw new UserError(
        `${args.run}: was trained on ${width} x ${height} pixels; faces are square.`,
      );
    }
    const margin = marginFor(info, flags.margin, (line) => log.warn(line));
    const syntheticOnly = isSynthetic(args.run, info, flags.trainedOn);
    if (syntheticOnly) {
      log.warn(
        'the network was trained on synthetic faces only: its predictions for real people are meaningless.',
      );
    }
    await makeFolder(out);
    const landmarker = await loadLandmarker();
    const rate = fps === undefined ? {} : { fps };
    const { predicted, skipped, lines } = await predictVideos(todo, {
      predicting: { model: { model, info }, landmarker, ffmpeg, face, margin, ...rate },
      origin: { run: args.run, side: width, trainedOn: source, syntheticOnly },
      ...{ out, calibration, overlay, log, signal },
    });
    landmarker.dispose();
    model.dispose();
    if (predicted.length === 0 && skipped.length > 0) {
      throw new UserError(
        `predict: no video could be used; ${skipped.length} skipped, listed above.`,
      );
    }
    if (predicted.length + done.length === 0) {
      throw new UserError(`predict: there is no video in ${args.videos.join(', ')}.`);
    }
    const text = [
      ...lines,
      ...skipped.map(({ video, reason }) => `skipped ${video}: ${reason}`),
      ...(done.length > 0 && resume ? [`${done.length} done before`] : []),
    ].join('\n');
    result(text, { run: args.run, engine: engine.name, syntheticOnly, predicted, skipped });
  },
});

/** Runs of older programs do not say what they were trained on: the user must. */
function isSynthetic(
  run: string,
  { synthetic }: Pick<ModelInfo, 'synthetic'>,
  trainedOn: 'real' | 'synthetic' | undefined,
): boolean {
  if (synthetic === null && trainedOn === undefined) {
    throw new UserError(
      `${run}: does not say whether it was trained on real or on synthetic faces. Set --trained-on real or --trained-on synthetic.`,
    );
  }
  const stated = trainedOn === undefined ? undefined : trainedOn === 'synthetic';
  if (synthetic !== null && stated !== undefined && stated !== synthetic) {
    throw new UserError(
      `predict: --trained-on ${trainedOn} contradicts ${run}, which was trained on ${synthetic ? 'synthetic' : 'real'} faces.`,
    );
  }
  return synthetic ?? stated!;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`${folder}: cannot be made (${(error as Error).message}).`, {
      cause: error,
    });
  }
}

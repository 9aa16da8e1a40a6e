import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findVideos, type InputFile } from '@ssvaerr/datasets/node';
import { duration, Interrupted, type Progress, UserError } from '@ssvaerr/host';
import { clipName } from '@ssvaerr/preprocess';
import { findFfmpeg, NoVideo, VideoError } from '@ssvaerr/video';
import { defineCommand } from 'citty';
import { calibrated } from '@ssvaerr/metrics';
import { startEngine } from '../host/engine.ts';
import { loadLandmarker } from '../host/landmarker.ts';
import { predictVideo } from '../predict/predict-video.ts';
import { writePrediction } from '../predict/prediction-files.ts';
import { writeOverlay } from '../predict/write-overlay.ts';
import { fittedCalibration } from '../runs/calibration-file.ts';
import { loadModel } from '../runs/checkpoint.ts';
import { marginFlag, marginFor } from '../runs/margin.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { ffmpegArg } from './ffmpeg-flag.ts';

export const predict = defineCommand({
  meta: { name: 'predict', description: 'Arousal and valence of the faces in videos' },
  args: {
    run: {
      type: 'positional',
      required: true,
      valueHint: 'RUN',
      description: 'Folder of a train run',
    },
    video: {
      type: 'positional',
      required: true,
      valueHint: 'VIDEO…',
      description: 'Videos, and folders of videos',
    },
    out: {
      type: 'string',
      required: true,
      valueHint: 'DIR',
      description: 'Folder for the results',
    },
    face: {
      type: 'string',
      default: 'largest',
      valueHint: 'largest|all',
      description: 'Whose trace, or a trace of each face',
    },
    fps: { type: 'string', description: "Frames per second; default: the training clips'" },
    margin: {
      type: 'string',
      description: "How much is seen around a face; default: the training clips', or 1.3",
    },
    calibrated: { type: 'boolean', description: 'Apply what evaluate --calibrate has fitted' },
    overlay: { type: 'boolean', description: 'Write each video again with its traces beside it' },
    resume: { type: 'boolean', description: 'Leave out videos whose results are there' },
    force: { type: 'boolean', description: 'Write over results that are there' },
    engine: engineArg,
    ffmpeg: ffmpegArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const { face, out } = args;
    if (face !== 'largest' && face !== 'all') {
      throw new UserError(`predict: --face must be largest or all, got '${face}'.`);
    }
    const wantedMargin = args.margin === undefined ? undefined : marginFlag('predict', args.margin);
    const fps =
      args.fps === undefined
        ? undefined
        : numberFlag('predict', 'fps', args.fps, { min: 1, integer: false });
    const wanted = engineFlag('predict', args.engine);
    const folder = new RunFolder(args.run);
    await folder.info();
    const calibration = args.calibrated ? await fittedCalibration(folder) : null;
    const ffmpeg = await findFfmpeg(args.ffmpeg);
    const videos = await listed(args._.slice(1), out);
    const done = videos.filter(({ name }) => existsSync(join(out, `${name}.json`)));
    if (done.length > 0 && !args.resume && !args.force) {
      throw new UserError(
        `${join(out, `${done[0]!.name}.json`)}: is there already. Go on with --resume, or --force, or choose another --out.`,
      );
    }
    const todo =
      args.resume && !args.force ? videos.filter((video) => !done.includes(video)) : videos;

    const engine = await startEngine(wanted);
    log.info(`engine ${engine.name}: ${engine.detail}`);
    const model = await loadModel(folder.best);
    const { source, height, width } = model.info;
    if (height !== width) {
      throw new UserError(
        `${args.run}: was trained on ${width} x ${height} pixels; faces are square.`,
      );
    }
    const margin = marginFor(model.info, wantedMargin, (line) => log.warn(line));
    const syntheticOnly = source.startsWith('synthface');
    if (syntheticOnly) {
      log.warn('the network has seen synthetic faces only: what it says of people means nothing.');
    }
    try {
      await mkdir(out, { recursive: true });
    } catch (error) {
      throw new UserError(`${out}: cannot be made (${(error as Error).message}).`, {
        cause: error,
      });
    }
    const landmarker = await loadLandmarker();
    const predicted: { video: string; json: string; faces: number; seconds: number }[] = [];
    const skipped: { video: string; reason: string }[] = [];
    const said: string[] = [];
    for (const { path, shown, name, isFolders } of todo) {
      let progress: Progress | undefined;
      const began = performance.now();
      try {
        const raw = await predictVideo(path, {
          ...{ model, landmarker, ffmpeg, face, margin, signal },
          ...(fps !== undefined && { fps }),
          onFrame: (total) => {
            progress ??= log.progress({ task: shown, unit: 'frames', total });
            progress.advance(1);
          },
        });
        progress?.end();
        progress = undefined;
        const prediction = calibration
          ? { ...raw, faces: raw.faces.map((face) => calibrated(face, calibration)) }
          : raw;
        const { faces, damage, frames } = prediction;
        if (faces.length === 0) throw new VideoError(shown, 'shows no face.');
        if (damage) log.warn(`${shown}: ${damage}`);
        const origin = { path, run: args.run, side: width, trainedOn: source };
        const provenance = { ...origin, syntheticOnly, calibration };
        if (args.overlay) {
          log.info(`${shown}: drawing ...`);
          const drawing = { ffmpeg, side: width, signal };
          await writeOverlay(path, join(out, `${name}.mp4`), prediction, drawing);
        }
        const { json } = await writePrediction(out, name, prediction, provenance);
        const seconds = frames / prediction.fps;
        predicted.push({ video: shown, json: join(out, json), faces: faces.length, seconds });
        const took = (performance.now() - began) / 1000;
        const seen = faces.map(
          ({ quality }) => quality.filter((value) => value > 0).length / frames,
        );
        said.push(
          `${shown}: ${duration(seconds)} in ${duration(took)}, a face in ${Math.round(100 * Math.max(...seen))} %${faces.length > 1 ? `, ${faces.length} faces` : ''}: ${join(out, json)}`,
        );
      } catch (error) {
        progress?.end();
        if (error instanceof Interrupted) {
          throw new Interrupted(`${out}: go on with --resume.`);
        }
        if (!(error instanceof VideoError)) throw error;
        if (isFolders && error instanceof NoVideo) continue;
        log.warn(`skipped ${shown}: ${error.what}`);
        skipped.push({ video: shown, reason: error.what });
      }
    }
    landmarker.dispose();
    model.model.dispose();
    if (predicted.length === 0 && skipped.length > 0) {
      throw new UserError(
        `predict: no video could be used; ${skipped.length} skipped, listed above.`,
      );
    }
    if (predicted.length + done.length === 0) {
      throw new UserError(`predict: there is no video in ${args._.slice(1).join(', ')}.`);
    }
    result(
      [
        ...said,
        ...skipped.map(({ video, reason }) => `skipped ${video}: ${reason}`),
        ...(done.length > 0 && args.resume ? [`${done.length} done before`] : []),
      ].join('\n'),
      { run: args.run, engine: engine.name, syntheticOnly, predicted, skipped },
    );
  },
});

interface Listed extends InputFile {
  /** As the user knows it. */
  readonly shown: string;
  /** Found in a folder: what is no video there is no mistake. */
  readonly isFolders: boolean;
}

/** The videos of the command line, each with a name of its own for its files. */
async function listed(inputs: readonly string[], out: string): Promise<Listed[]> {
  const taken = new Set<string>();
  const videos: Listed[] = [];
  for (const input of inputs) {
    const isFolder = await stat(input).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const { files } = isFolder
      ? await findVideos(input, out)
      : { files: [{ path: input, name: input.split(/[/\\]/).at(-1)! }] };
    for (const { path, name } of files) {
      const own = clipName(name, (wanted) => taken.has(wanted));
      taken.add(own.toLowerCase());
      const shown = isFolder ? join(input, name) : input;
      videos.push({ path, name: own, shown, isFolders: isFolder });
    }
  }
  return videos;
}

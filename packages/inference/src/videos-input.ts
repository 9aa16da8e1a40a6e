import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { clipPieces, unitPixels } from '@ssvaerr/data';
import { findVideos } from '@ssvaerr/datasets/node';
import type { FaceLandmarker } from '@ssvaerr/face';
import { Interrupted, UserError } from '@ssvaerr/host';
import {
  clipId,
  clipName,
  type ExtractedClip,
  type ExtractOptions,
  extractClips,
  type LookedAt,
  lookAtFiles,
} from '@ssvaerr/preprocess';
import type { EmbedContext, EmbedInput, Skipped } from './embed-input.ts';
import type { EmbeddingWriter } from './embedding-writer.ts';
import { framesOf } from './frames-of.ts';

/** Options of finding and cropping the faces in videos. */
export interface VideosOptions extends Pick<ExtractOptions, 'ffmpeg' | 'face' | 'margin' | 'size'> {
  /** Frames per second at which the videos are read. */
  readonly fps: number;
  /** Loads the networks that find faces. Called only if there is a video to embed. */
  readonly loadLandmarker: () => Promise<FaceLandmarker>;
}

/**
 * Takes the faces in videos and folders of videos as input: each run of consecutive frames with the same face is a clip.
 *
 * @param inputs Paths of videos, and of folders that are searched for videos.
 * @param out A folder that is not searched, such as that of the features.
 * @throws UserError if an input does not exist or none can be read; Interrupted if `signal` is aborted.
 * @example
 * ```ts no-run
 * import { type FaceApiNet, faceApiLandmarker } from '@ssvaerr/face/face-api';
 * import { silentLog } from '@ssvaerr/host';
 * import { readWeights, videosInput } from '@ssvaerr/inference';
 * import { findFfmpeg } from '@ssvaerr/video';
 * import * as tf from '@tensorflow/tfjs';
 * import * as faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js';
 *
 * await tf.setBackend('wasm');
 * const models = (net: FaceApiNet) => net.loadFromDisk('node_modules/@vladmandic/face-api/model');
 * const loadLandmarker = () => faceApiLandmarker(faceapi, { models });
 * const { info } = await readWeights('encoder.safetensors');
 * const crop = { face: 'largest', margin: 1.3, size: info.width, fps: info.fps } as const;
 * const context = { log: silentLog, signal: new AbortController().signal };
 * const options = { ffmpeg: await findFfmpeg(), ...crop, loadLandmarker };
 * const input = await videosInput(['videos'], 'features', options, context);
 * console.log(input.content); // `input.embed(writer, …)` embeds the faces
 * ```
 */
export async function videosInput(
  inputs: readonly string[],
  out: string,
  options: VideosOptions,
  { log, signal }: Pick<EmbedContext, 'log' | 'signal'>,
): Promise<EmbedInput> {
  const found = await Promise.all(inputs.map((input) => findVideos(input, out)));
  const files = found.flatMap((below) =>
    below.files.map(({ name, path }) => ({ id: name, video: path })),
  );
  const progress = log.progress({ task: 'look', unit: 'files', total: files.length });
  const looking = { atOnce: 2, progress, signal };
  const looked = await lookAtFiles(options.ffmpeg, files, looking).finally(() => progress.end());
  // A file that is not a video is passed over in a folder, but not if the user named it.
  const named = new Set(
    inputs.filter((input) => statSync(input).isFile()).map((path) => realpathSync(path)),
  );
  const skipped: Skipped[] = [
    ...found.flatMap((below) => below.skipped),
    ...looked.flatMap(({ file: { video }, reason, isVideo }) =>
      reason && (isVideo || named.has(video)) ? [{ name: video, reason }] : [],
    ),
  ];
  const videos = looked.filter(({ info }) => info !== null);
  if (videos.length === 0) {
    const why = skipped[0] ? ` (${skipped[0].name}: ${skipped[0].reason.replace(/[.]$/, '')})` : '';
    throw new UserError(`${inputs.join(', ')}: contains no usable video${why}.`);
  }
  for (const { name, reason } of skipped) log.warn(`skipped ${name}: ${reason}`);
  const { ffmpeg: _, loadLandmarker: __, ...extraction } = options;
  const hash = createHash('sha256').update(JSON.stringify(extraction));
  for (const { sha256 } of videos) hash.update(sha256!);
  return {
    content: { path: inputs.join(', '), sha256: hash.digest('hex') },
    embed: async (writer, context) => [
      ...skipped,
      ...(await embedVideos(videos, writer, options, context)),
    ],
  };
}

async function embedVideos(
  videos: readonly LookedAt[],
  writer: EmbeddingWriter,
  options: VideosOptions,
  { info: { pixel }, log, signal }: EmbedContext,
): Promise<Skipped[]> {
  // Clips may have any length; long ones are split, to bound the memory.
  const extract: ExtractOptions = { ...options, minSeconds: 0, maxSeconds: 60 };
  const assertGoesOn = () => {
    if (signal.aborted) {
      throw new Interrupted('run it again to continue; finished videos are kept.');
    }
  };
  const secondsOf = ({ info }: LookedAt) => Math.ceil(info!.seconds ?? 0);
  const total = videos.reduce((sum, video) => sum + secondsOf(video), 0);
  const progress = log.progress({ task: 'embed', unit: 'seconds of video', total });
  const problems: Skipped[] = [];
  const taken = new Set<string>();
  const landmarker = await options.loadLandmarker();
  try {
    for (const looked of videos) {
      const { file, info } = looked;
      assertGoesOn();
      const name = clipName(file.id, (wanted) => taken.has(wanted));
      taken.add(name.toLowerCase());
      // A video that an earlier call finished is not decoded again.
      if (!writer.takeOver(file.video)) {
        const job = { path: file.video, info: info!, options: extract };
        let count = 0;
        const clip = async (clip: ExtractedClip) => {
          const { fps, track, start, quality } = clip;
          await writer.add({
            id: clipId(name, count++),
            fps,
            source: file.video,
            within: { track, start, quality },
            frames: () => framesOf(piecesOf(clip, options.size), pixel),
          });
        };
        const sink = { frames: assertGoesOn, clip };
        const { damage } = await extractClips(job, { landmarker, audio: null }, sink);
        const reason = damage ?? (count === 0 ? 'shows no face.' : null);
        if (reason) problems.push({ name: file.video, reason });
        await writer.save();
      }
      progress.advance(secondsOf(looked));
    }
  } finally {
    progress.end();
    landmarker.dispose();
  }
  for (const { name, reason } of problems) log.warn(`${name}: ${reason}`);
  return problems;
}

/** Frames per call of the encoder. */
const pieceFrames = 64;

/** The frames of a clip in pieces `[1, time, size, size, 1]`, in [0, 1]. */
function* piecesOf({ frames, count }: ExtractedClip, size: number) {
  for (const piece of clipPieces(count, { pieceFrames })) {
    const [begin, end] = [piece.start, piece.start + piece.frames].map((t) => t * size * size);
    const shape = [1, piece.frames, size, size, 1];
    yield { shape, values: unitPixels(frames.subarray(begin, end)) };
  }
}

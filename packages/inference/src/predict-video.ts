import type { Network } from '@ssvaerr/backbone';
import { alignFaces, type FaceLandmarker } from '@ssvaerr/face';
import { Interrupted } from '@ssvaerr/host';
import { decodeFrames, probe, VideoError } from '@ssvaerr/video';
import { OpenTrace } from './_open-trace.ts';
import { StretchPredictor } from './_stretch-predictor.ts';
import { defaultMargin } from './margin.ts';
import type { ModelInfo } from './model-info.ts';
import type { VideoPrediction } from './video-prediction.ts';

/** Options of {@link predictVideo}. */
export interface PredictVideoOptions {
  /** The network, from {@link loadModel}. */
  readonly model: { readonly model: Network; readonly info: ModelInfo };
  /** Finds faces and their landmarks: `faceApiLandmarker` of `@ssvaerr/face/face-api`. */
  readonly landmarker: FaceLandmarker;
  /** Path of ffmpeg, from `findFfmpeg` of `@ssvaerr/video`. */
  readonly ffmpeg: string;
  /**
   * `largest` gives one trace, of the largest face in each frame; `all` gives a trace of each face that is seen for half a
   * second. Default `largest`.
   */
  readonly face?: 'largest' | 'all';
  /** Frames per second at which the video is read. Default: as in the training clips. */
  readonly fps?: number;
  /**
   * Side of the crops divided by the longer side of the face box, 0.5 to 4. Default: as in the training clips, or 1.3 if
   * that is not known.
   */
  readonly margin?: number;
  /** Stops the work at the next frame. */
  readonly signal?: AbortSignal;
  /** Called after each frame with the estimated total. */
  readonly onFrame?: (expected: number) => void;
}

const leastSeconds = 0.5;

/**
 * Predicts arousal and valence of the faces in a video file, frame by frame. Each run of consecutive frames with the same
 * face is one sequence for the network. Predictions of a network that was trained with a label delay are moved back to
 * the frames that they rate; the first frames of a sequence hold its first prediction. Memory grows with the features of a run, not with its pixels.
 *
 * @throws VideoError if the file is not a video; Interrupted if `signal` is aborted.
 * @example
 * ```ts no-run
 * import { type FaceApiNet, faceApiLandmarker } from '@ssvaerr/face/face-api';
 * import { loadModel, predictVideo } from '@ssvaerr/inference';
 * import { findFfmpeg } from '@ssvaerr/video';
 * import * as tf from '@tensorflow/tfjs';
 * import * as faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js';
 *
 * await tf.setBackend('wasm');
 * const models = 'node_modules/@vladmandic/face-api/model';
 * const load = { models: (net: FaceApiNet) => net.loadFromDisk(models) };
 * const landmarker = await faceApiLandmarker(faceapi, load);
 * const model = await loadModel('best.safetensors');
 * const ffmpeg = await findFfmpeg();
 * const { fps, faces } = await predictVideo('talk.mp4', { model, landmarker, ffmpeg });
 * for (const { arousal } of faces) console.log(`${arousal.length / fps} s`, arousal);
 * ```
 */
export async function predictVideo(
  path: string,
  {
    model: { model, info: trained },
    landmarker,
    ffmpeg,
    face = 'largest',
    fps = trained.fps,
    margin = trained.margin ?? defaultMargin,
    signal,
    onFrame,
  }: PredictVideoOptions,
): Promise<VideoPrediction> {
  const info = await probe(ffmpeg, path);
  const size = trained.width;
  const delay = Math.round((trained.labelDelay ?? 0) * fps);
  const traces = new Map<number, OpenTrace>();
  let frames = 0;
  let [width, height] = [0, 0];
  let damage: string | null = null;

  async function* decoded() {
    try {
      for await (const frame of decodeFrames(ffmpeg, path, { fps })) {
        if (signal?.aborted) throw new Interrupted('');
        ({ width, height } = frame);
        yield frame;
      }
    } catch (error) {
      if (!(error instanceof VideoError)) throw error;
      damage = error.what;
    }
  }

  try {
    for await (const { index, faces } of alignFaces(decoded(), landmarker, {
      fps,
      size,
      margin,
      faces: face,
    })) {
      frames = index + 1;
      for (const seen of faces) {
        const key = face === 'all' ? seen.track : 0;
        const trace = traces.get(key) ?? new OpenTrace();
        traces.set(key, trace);
        if (!trace.continues(index, seen.track)) {
          await trace.endStretch();
          const predictor = new StretchPredictor(model, size, trained.pixel, delay);
          trace.beginStretch(index, seen.track, predictor);
        }
        await trace.push(index, seen);
      }
      for (const trace of traces.values()) {
        if (trace.last < index) await trace.endStretch(); // as soon as it ends, to release its features
      }
      onFrame?.(Math.round((info.seconds ?? 0) * fps));
    }
    for (const trace of traces.values()) await trace.endStretch();
  } catch (error) {
    for (const trace of traces.values()) trace.abandon();
    throw error;
  }
  if (frames === 0) throw new VideoError(path, damage ?? 'has no frames.');
  const least = face === 'all' ? Math.round(leastSeconds * fps) : 1;
  const faces = [...traces.values()]
    .filter(({ seen }) => seen >= least)
    .map((trace) => trace.close(frames));
  return { info, fps, frames, width, height, faces, damage };
}

import type { Network } from '@ssvaerr/backbone';
import { alignFaces, type FaceLandmarker } from '@ssvaerr/face';
import { Interrupted } from '@ssvaerr/host';
import { decodeFrames, probe, VideoError } from '@ssvaerr/video';
import { OpenTrace } from './_open-trace.ts';
import { StretchPredictor } from './_stretch-predictor.ts';
import { defaultMargin } from './margin.ts';
import type { ModelInfo } from './model-info.ts';
import type { VideoPrediction } from './video-prediction.ts';

export interface PredictVideoOptions {
  /** What `loadModel` gives. */
  readonly model: { readonly model: Network; readonly info: ModelInfo };
  /** What `loadLandmarker` gives. */
  readonly landmarker: FaceLandmarker;
  /** What `findFfmpeg` gives. */
  readonly ffmpeg: string;
  /** `largest`: one trace, of the largest face; `all`: one of each face that is seen for half a second. Default `largest`. */
  readonly face?: 'largest' | 'all';
  /** Frames per second at which the video is looked at. Default: those that the network was trained at. */
  readonly fps?: number;
  /** How much is seen around a face. Default: as in the training clips; where that is not known, 1.3. */
  readonly margin?: number;
  readonly signal?: AbortSignal;
  /** Told that one more frame is done, of about how many. */
  readonly onFrame?: (expected: number) => void;
}

const leastSeconds = 0.5;

/**
 * Arousal and valence of the faces in a video file, frame by frame. Each stretch in which a face is seen
 * without a break is one sequence to the network. Memory grows by the features of a stretch, not by its
 * pictures.
 *
 * @throws VideoError if the file is no video; Interrupted if `signal` says so.
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
          trace.beginStretch(index, seen.track, new StretchPredictor(model, size, trained.pixel));
        }
        await trace.push(index, seen);
      }
      for (const trace of traces.values()) {
        if (trace.last < index) await trace.endStretch(); // as soon as it ends: features are let go
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

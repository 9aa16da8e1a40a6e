import type { Network } from '@ssvaerr/backbone';
import { alignFaces, type Box, type FaceLandmarker } from '@ssvaerr/face';
import { Interrupted } from '@ssvaerr/host';
import { decodeFrames, probe, VideoError, type VideoInfo } from '@ssvaerr/video';
import { type KeptCrop, KeptCrops } from './kept-crops.ts';
import { defaultMargin } from './margin.ts';
import type { ModelInfo } from './model-info.ts';
import { StretchPredictor } from './stretch-predictor.ts';

export interface PredictVideoOptions {
  /** A model from `loadModel`. */
  readonly model: { readonly model: Network; readonly info: ModelInfo };
  /** A landmarker from `loadLandmarker`. */
  readonly landmarker: FaceLandmarker;
  /** An ffmpeg from `findFfmpeg`. */
  readonly ffmpeg: string;
  /** `largest`: one trace, of the largest face; `all`: one of each face that is seen for half a second. Default `largest`. */
  readonly face?: 'largest' | 'all';
  /** Frames per second at which the video is looked at. Default: those that the network was trained at. */
  readonly fps?: number;
  /** Crop side divided by the longer side of the face box. Default: that of the training clips, or 1.3 where it is not known. */
  readonly margin?: number;
  readonly signal?: AbortSignal;
  /** Called after each frame with the estimated total. */
  readonly onFrame?: (expected: number) => void;
}

/** A network's predictions for a video. */
export interface VideoPrediction {
  readonly info: VideoInfo;
  readonly fps: number;
  /** Number of frames at that rate. */
  readonly frames: number;
  /** Size of the frames in which the boxes are. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly FaceTrace[];
  /** Reason why the file could not be read to its end, if so. */
  readonly damage: string | null;
}

/** A face over the time of the video: `[frames]` each, NaN (quality: 0) where it is not seen. */
export interface FaceTrace {
  /** In [-1, 1]. */
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
  /** Of the face, in [0, 1]. */
  readonly quality: Float32Array;
  /** Where it is. */
  readonly boxes: readonly (Box | undefined)[];
  /** Crops `[side, side]`, evenly spaced. */
  readonly thumbnails: readonly KeptCrop[];
}

const thumbnailsShown = 8;
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
        if (!trace.goesOn(index, seen.track)) {
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

interface Seen {
  readonly crop: Uint8Array;
  readonly quality: number;
  readonly box: Box;
}

/** A trace that still grows. */
class OpenTrace {
  /** The last frame in which the face was seen. */
  last = -2;
  /** How many there were. */
  seen = 0;
  #track = -1;
  #start = 0;
  #stretch: StretchPredictor | undefined;
  readonly #values: {
    readonly start: number;
    readonly arousal: Float32Array;
    readonly valence: Float32Array;
  }[] = [];
  readonly #quality: number[] = [];
  readonly #boxes: (Box | undefined)[] = [];
  readonly #crops = new KeptCrops();

  goesOn(index: number, track: number): boolean {
    return this.#stretch !== undefined && index === this.last + 1 && track === this.#track;
  }

  beginStretch(index: number, track: number, stretch: StretchPredictor): void {
    [this.#start, this.#track, this.#stretch] = [index, track, stretch];
  }

  async push(index: number, { crop, quality, box }: Seen): Promise<void> {
    this.#quality[index] = quality;
    this.#boxes[index] = box;
    this.#crops.offer(index, crop);
    this.last = index;
    this.seen++;
    await this.#stretch!.push(crop);
  }

  async endStretch(): Promise<void> {
    const stretch = this.#stretch;
    if (!stretch) return;
    this.#stretch = undefined;
    this.#values.push({ start: this.#start, ...(await stretch.finish()) });
  }

  abandon(): void {
    this.#stretch?.abandon();
  }

  close(frames: number): FaceTrace {
    const [arousal, valence] = [0, 1].map(() => new Float32Array(frames).fill(Number.NaN)) as [
      Float32Array,
      Float32Array,
    ];
    for (const values of this.#values) {
      arousal.set(values.arousal, values.start);
      valence.set(values.valence, values.start);
    }
    const quality = Float32Array.from({ length: frames }, (_, i) => this.#quality[i] ?? 0);
    const boxes = Array.from({ length: frames }, (_, i) => this.#boxes[i]);
    const thumbnails = this.#crops.spread(thumbnailsShown, frames);
    return { arousal, valence, quality, boxes, thumbnails };
  }
}

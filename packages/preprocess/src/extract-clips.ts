import { basename } from 'node:path';
import type { Landmarks, Picture, TimeRange } from '@ssvaerr/datasets';
import type { FaceLandmarker } from '@ssvaerr/face';
import { decodeFrames, VideoError, type VideoInfo } from '@ssvaerr/video';
import { type FaceFinder, facesOf } from './_faces-of.ts';
import { type FrameRun, pictureRuns } from './_frame-runs.ts';
import { atRate, landmarksFrom } from './_landmarks.ts';
import { joinedCrops, type Stretch, Stretches } from './_stretches.ts';
import { Timeline } from './_timeline.ts';
import type { AudioFeatures } from './audio-features.ts';
import { AudioTrack, type ClipAudio } from './audio-track.ts';
import { assertSeconds, type ExtractOptions } from './extract-options.ts';

/** A video to extract clips from. */
export interface PictureFrames {
  readonly pictures: readonly Picture[];
  /** Whether the pictures are crops of the face, which are used as they are. */
  readonly cropped: boolean;
}

/** A recording to extract clips from. */
export interface ExtractJob {
  /** Path of the video file, or the pictures of the recording. */
  readonly path: string | PictureFrames;
  /** The video, as `probe` of `@ssvaerr/video` describes it. */
  readonly info: VideoInfo;
  /**
   * Whether each coded frame is one frame, whatever its time, as for labels that count frames; only at the video's own
   * rate. Default false.
   */
  readonly everyFrame?: boolean;
  /** The part of the video that is the recording. Default: all of it. */
  readonly part?: TimeRange | undefined;
  /** Landmarks of the face, instead of detecting it, for the frames of the whole video at the rate of `info`. */
  readonly landmarks?: Landmarks | undefined;
  /** Options of the extraction. */
  readonly options: ExtractOptions;
}

/** One face in consecutive frames. */
export interface ExtractedClip {
  /** Number of the face in its video, from 0. */
  readonly track: number;
  /** Index of the first frame in the video, at `fps`. */
  readonly start: number;
  /** Frames per second. */
  readonly fps: number;
  /** `[count, size, size]` gray bytes, or `[count, size, size, 3]` red, green and blue. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** Number of frames. */
  readonly count: number;
  /** Share of the frames in which the face was seen, in [0, 1]; in the others it was interpolated. */
  readonly quality: number;
  /** The audio of these frames; absent if the video has none or none was asked for. */
  readonly audio?: ClipAudio;
}

/** Summarizes a video that was read. */
export interface Extracted {
  /** Number of frames that were read. */
  readonly frames: number;
  /** Frame rate at which they were read. */
  readonly fps: number;
  /** Number of frames with a face, including faces seen too briefly for a clip. */
  readonly withFace: number;
  /** Quality of the best face over time, in [0, 1], 0 without a face: means over equal parts of the video. */
  readonly quality: readonly number[];
  /** The problem of a video that could not be read to its end; null if there was none. */
  readonly damage: string | null;
}

/** The networks that extract. */
export interface ExtractTools {
  /** Finds faces and their landmarks. */
  readonly landmarker: FaceLandmarker;
  /** Computes features of the audio; null: the clips have none. */
  readonly audio: AudioFeatures | null;
}

/** Receives what is extracted. It stops the extraction by throwing. */
export interface ExtractSink {
  /** Called after every 25 frames, and at the end, with the number of frames since the call before. */
  frames(count: number): void;
  /** Called with each clip; the extraction waits for the promise. */
  clip(clip: ExtractedClip): Promise<void>;
}

const framesBetweenNews = 25;

/**
 * Extracts the clips of a video: each stretch of consecutive frames with the same face, aligned and cropped to the
 * face, with its audio. Frames are read one by one, so a video may be of any length.
 *
 * @param sink Receives the clips, in the order in which they end.
 * @returns a summary, once the video is read. A damaged video is read as far as it goes.
 * @throws RangeError if an option is out of range. Errors of the sink and of the landmarker are passed on.
 * @example
 * ```ts no-run
 * import { faceApiLandmarker } from '@ssvaerr/face/face-api';
 * import { extractClips } from '@ssvaerr/preprocess';
 * import { findFfmpeg, probe } from '@ssvaerr/video';
 * import * as tf from '@tensorflow/tfjs';
 * import * as faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js';
 *
 * const ffmpeg = await findFfmpeg();
 * await tf.setBackend('wasm');
 * const landmarker = await faceApiLandmarker(faceapi, {
 *   models: (net) => net.loadFromDisk('node_modules/@vladmandic/face-api/model'),
 * });
 * const crop = { size: 96, margin: 1.3, face: 'largest' } as const;
 * const options = { ffmpeg, fps: 25, ...crop, minSeconds: 0.5, maxSeconds: 10 };
 * const job = { path: 'talk.mp4', info: await probe(ffmpeg, 'talk.mp4'), options };
 * const { withFace } = await extractClips(job, { landmarker, audio: null }, {
 *   frames: () => {},
 *   clip: async ({ track, start, count }) => console.log(`face ${track}: ${count} frames from ${start}`),
 * });
 * console.log(`a face in ${withFace} frames`);
 * ```
 */
export async function extractClips(
  { path, info, everyFrame = false, part, landmarks, options }: ExtractJob,
  { landmarker, audio }: ExtractTools,
  sink: ExtractSink,
): Promise<Extracted> {
  assertSeconds('extractClips', options);
  const { ffmpeg } = options;
  const fps = options.fps ?? info.fps;
  const stretches = new Stretches({
    minFrames: Math.max(1, Math.round(options.minSeconds * fps)),
    maxFrames: Math.max(1, Math.round(options.maxSeconds * fps)),
  });
  const quality = new Timeline();
  const track =
    audio && info.audio !== undefined && typeof path === 'string'
      ? new AudioTrack(audio, fps, ffmpeg, path, { start: info.start + (part?.start ?? 0) })
      : undefined;
  let withFace = 0;
  let damage: string | null = null;

  const take = async (ended: readonly Stretch[]) => {
    for (const stretch of ended) {
      const count = stretch.crops.length;
      const frames = joinedCrops(stretch);
      const clipAudio = await track?.during(stretch.start, count);
      const { track: face, start, seen } = stretch;
      const clip = { track: face, start, fps, frames, count, quality: seen / count };
      await sink.clip(clipAudio ? { ...clip, audio: clipAudio } : clip);
    }
  };

  /** Yields frames up to the last one that can be decoded. */
  async function* decoded(video: string) {
    try {
      yield* decodeFrames(ffmpeg, video, {
        fps,
        everyFrame: everyFrame && options.fps === null,
        part,
      });
    } catch (error) {
      if (!(error instanceof VideoError)) throw error;
      damage = error.what;
    }
  }

  async function* runs(): AsyncGenerator<FrameRun, void, undefined> {
    if (typeof path === 'string') return yield { first: 0, frames: decoded(path) };
    const undecoded: string[] = [];
    yield* pictureRuns(ffmpeg, path.pictures, ({ path, problem }) => {
      undecoded.push(`${basename(path)} ${problem.replace(/[.]$/, '')}`);
    });
    const [first] = undecoded;
    if (first !== undefined) {
      damage = `has ${undecoded.length} pictures that cannot be decoded (${first}).`;
    }
  }

  const finder: FaceFinder = landmarks
    ? { given: landmarksFrom(atRate(landmarks, info.fps, fps), (part?.start ?? 0) * fps) }
    : typeof path !== 'string' && path.cropped
      ? { cropped: true }
      : { landmarker };
  const add = (value: number) => {
    quality.add(value);
    if (quality.count % framesBetweenNews === 0) sink.frames(framesBetweenNews);
  };
  try {
    for await (const frame of facesOf(runs(), finder, { ...options, fps })) {
      if (frame.index > quality.count) await take(stretches.finish()); // frames are missing
      while (quality.count < frame.index) add(0);
      await take(stretches.push(frame));
      if (frame.faces.length > 0) withFace++;
      track?.forget(stretches.earliest ?? frame.index);
      add(Math.max(0, ...frame.faces.map((seen) => seen.quality)));
    }
    await take(stretches.finish());
    sink.frames(quality.count % framesBetweenNews);
  } finally {
    await track?.close();
  }
  return { frames: quality.count, fps, withFace, quality: quality.means(), damage };
}

import { alignFaces, type FaceLandmarker } from '@ssvaerr/face';
import type { VideoInfo } from '@ssvaerr/video';
import { decodeFrames, VideoError } from '@ssvaerr/video';
import type { AudioFeatures } from './audio-features.ts';
import { type Heard, SoundTrack } from './sound-track.ts';
import { joinedCrops, type Stretch, Stretches } from './stretches.ts';
import { Timeline } from './timeline.ts';

/** What becomes of every video. */
export interface ExtractOptions {
  readonly ffmpeg: string;
  /** Frames per second; null: as many as the video has. */
  readonly fps: number | null;
  /** Side of a crop, in pixels. */
  readonly size: number;
  /** How much is seen around a face. */
  readonly margin: number;
  readonly face: 'largest' | 'all';
  /** Stretches with a face that are shorter are dropped. */
  readonly minSeconds: number;
  /** Longer ones are cut. */
  readonly maxSeconds: number;
}

/** A video to extract clips of. */
export interface ExtractJob {
  readonly path: string;
  readonly info: VideoInfo;
  readonly options: ExtractOptions;
}

/** A clip of a video. */
export interface ExtractedClip {
  readonly track: number;
  /** Of its first frame in the video, at `fps`. */
  readonly start: number;
  readonly fps: number;
  /** `[count, size, size]`. */
  readonly frames: Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Fraction of its frames in which the face was seen. */
  readonly quality: number;
  /** What is heard meanwhile; absent: the video has no sound, or it was not asked for. */
  readonly heard?: Heard;
}

/** What was seen of a video. */
export interface Extracted {
  readonly frames: number;
  readonly fps: number;
  /** Frames with a face, though maybe too few in a row for a clip. */
  readonly withFace: number;
  /** The best face's quality over time, 0 without a face: means of equal parts. */
  readonly quality: readonly number[];
  /** If the video could not be read to its end: what is wrong. */
  readonly damage: string | null;
}

/** What extracts. */
export interface ExtractTools {
  readonly landmarker: FaceLandmarker;
  /** What is stored of the sound; null: nothing. */
  readonly audio: AudioFeatures | null;
}

/** Who takes what is extracted. */
export interface ExtractSink {
  /** So many more frames are done. */
  frames(count: number): void;
  /** The next clip; the extraction goes on when it is taken. */
  clip(clip: ExtractedClip): Promise<void>;
}

const framesBetweenNews = 25;

/**
 * The clips of a video: every stretch of consecutive frames with the same face, aligned, with its sound.
 *
 * @returns what was seen, once all is read. A video that is damaged is read as far as it goes.
 */
export async function extractClips(
  { path, info, options }: ExtractJob,
  { landmarker, audio }: ExtractTools,
  sink: ExtractSink,
): Promise<Extracted> {
  const { ffmpeg, size, margin, face } = options;
  const fps = options.fps ?? info.fps;
  const stretches = new Stretches({
    minFrames: Math.max(1, Math.round(options.minSeconds * fps)),
    maxFrames: Math.max(1, Math.round(options.maxSeconds * fps)),
  });
  const quality = new Timeline();
  const sound =
    audio && info.audio !== undefined ? new SoundTrack(audio, fps, ffmpeg, path, info) : undefined;
  let withFace = 0;
  let damage: string | null = null;

  const take = async (ended: readonly Stretch[]) => {
    for (const stretch of ended) {
      const count = stretch.crops.length;
      const frames = joinedCrops(stretch);
      const heard = await sound?.during(stretch.start, count);
      const { track, start, seen } = stretch;
      const clip = { track, start, fps, frames, count, quality: seen / count };
      await sink.clip(heard ? { ...clip, heard } : clip);
    }
  };

  /** Ends with the last frame that can be decoded. */
  async function* decoded() {
    try {
      yield* decodeFrames(ffmpeg, path, { fps });
    } catch (error) {
      if (!(error instanceof VideoError)) throw error;
      damage = error.what;
    }
  }

  try {
    for await (const frame of alignFaces(decoded(), landmarker, {
      fps,
      size,
      margin,
      faces: face,
    })) {
      await take(stretches.push(frame));
      quality.add(Math.max(0, ...frame.faces.map((seen) => seen.quality)));
      if (frame.faces.length > 0) withFace++;
      sound?.forget(stretches.earliest ?? frame.index);
      if (quality.count % framesBetweenNews === 0) sink.frames(framesBetweenNews);
    }
    await take(stretches.finish());
    sink.frames(quality.count % framesBetweenNews);
  } finally {
    await sound?.close();
  }
  return { frames: quality.count, fps, withFace, quality: quality.means(), damage };
}

import * as z from 'zod';
import { type LabelSummary, labelSummary } from './label-summary.ts';

/** Describes the result of one recording. */
export interface VideoEntry {
  /** Id of the recording in its source. */
  readonly item: string;
  /** SHA-256 of the file; null if it could not be read. */
  readonly sha256: string | null;
  /** Beginning of the ids of its clips. */
  readonly name: string;
  /** The video, as its file describes it. */
  readonly info: RecordedVideo;
  /** Frame rate at which it was read; null if reading failed. */
  readonly fps: number | null;
  /** Number of frames that were read. */
  readonly frames: number;
  /** Number of frames with a face. */
  readonly withFace: number;
  /** Quality of the best face over time, in [0, 1], 0 without a face: means over equal parts of the video. */
  readonly quality: readonly number[];
  /** Its labels; null if it has none. */
  readonly labels: LabelSummary | null;
  /** The stored clips, in the order in which they end. */
  readonly clips: readonly ClipEntry[];
  /** The reason why there is no clip; null if there is one. */
  readonly skipped: string | null;
  /** The problem of a recording that gave clips nevertheless; null if there was none. */
  readonly damage: string | null;
}

/** A video, as its file describes it: the `VideoInfo` of `@ssvaerr/video`, without values that are not known. */
export interface RecordedVideo {
  /** Length in seconds, if the file states it. */
  readonly seconds?: number | undefined;
  /** Frames per second. */
  readonly fps: number;
  /** Width in pixels, as shown. */
  readonly width: number;
  /** Height in pixels, as shown. */
  readonly height: number;
  /** Name of the video codec, such as `h264`. */
  readonly codec: string;
  /** Name of the audio codec, such as `aac`, if there is audio. */
  readonly audio?: string | undefined;
  /** Time of the first frame, in seconds from the beginning of the file. */
  readonly start: number;
}

/** Describes the origin of a clip. */
export interface ClipEntry {
  /** Id of the clip in the store. */
  readonly id: string;
  /** Number of the face in its video, from 0. */
  readonly track: number;
  /** Index of the first frame in the video. */
  readonly start: number;
  /** Number of frames. */
  readonly frames: number;
  /** Share of the frames in which the face was seen, in [0, 1]. */
  readonly quality: number;
  /** Number of frames with both labels, if the recording has labels. */
  readonly labeled?: number | undefined;
  /** Share of the clip's time that is silent, in [0, 1], if its audio was stored. */
  readonly silence?: number | undefined;
}

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const recordedVideo = z.strictObject({
  seconds: z.number().optional(),
  fps: z.number(),
  width: count,
  height: count,
  codec: z.string(),
  audio: z.string().optional(),
  start: z.number(),
});

const clipEntry = z.strictObject({
  id: z.string(),
  track: count,
  start: count,
  frames: count,
  quality: share,
  labeled: count.optional(),
  silence: share.optional(),
});

/** The schema of a {@link VideoEntry}. */
export const videoEntry = z.strictObject({
  item: z.string(),
  sha256: z.string().nullable(),
  name: z.string(),
  info: recordedVideo,
  fps: z.number().nullable(),
  frames: count,
  withFace: count,
  quality: z.array(share),
  damage: z.string().nullable(),
  labels: labelSummary.nullable(),
  clips: z.array(clipEntry),
  skipped: z.string().nullable(),
});

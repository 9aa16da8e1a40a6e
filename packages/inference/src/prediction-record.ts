import { readRecord } from '@ssvaerr/host/node';
import * as z from 'zod';

const figure = z.number().nullable();
const moments = z.strictObject({ mean: figure, std: figure });
const line = z.strictObject({ median: z.int(), scale: z.number(), bias: z.number() });

const video = z.strictObject({
  /** In seconds; absent if the file does not state it. */
  seconds: z.number().optional(),
  fps: z.number(),
  width: z.int(),
  height: z.int(),
  codec: z.string(),
  /** Codec of the audio; absent without audio. */
  audio: z.string().optional(),
  /** When the first frame is shown, in seconds. */
  start: z.number(),
});

const face = z.strictObject({
  /** Share of the frames in which the face was seen, in [0, 1]. */
  seen: z.number(),
  /** Over the frames in which the face was seen. */
  summary: z.strictObject({ arousal: moments, valence: moments }),
  /** Names of the files beside the record. */
  csv: z.string(),
  svg: z.string(),
  png: z.string(),
  /** One number per frame; null where the face was not seen. */
  arousal: z.array(figure),
  valence: z.array(figure),
  quality: z.array(figure),
});

const prediction = z.strictObject({
  /** Name of the video file. */
  video: z.string(),
  info: video,
  /** Frames per second at which the video was read, and how many there were. */
  fps: z.number(),
  frames: z.int(),
  /** Length of the part of the video that was read. */
  seconds: z.number(),
  /** The problem of a file that could not be read to its end; null if there was none. */
  damage: z.string().nullable(),
  /** The run that the network comes from. */
  run: z.string(),
  /** The calibration that was applied to the predictions; null if none was. */
  calibration: z.strictObject({ arousal: line, valence: line }).nullable(),
  /** Origin of the training clips, as free text. */
  trainedOn: z.string(),
  /** Whether the network was trained on synthetic faces only. */
  syntheticOnly: z.boolean(),
  faces: z.array(face),
});

/**
 * `NAME.json` of a predicted video.
 *
 * @useDeclaredType
 */
export type PredictionRecord = z.infer<typeof prediction>;

/** Version 1 called the audio of a video `sound`. */
const withAudio = ({ sound, ...info }: Record<string, unknown>) => ({ ...info, audio: sound });

/** The record `NAME.json` of a predicted video. */
export const predictionFormat = {
  format: 'ssvaerr-prediction',
  version: 2,
  schema: prediction,
  migrate: {
    1: ({ info, ...content }: Record<string, unknown>) => ({
      calibration: null, // the first files had no such field: nothing was calibrated
      ...content,
      info: withAudio(info as Record<string, unknown>),
    }),
  },
};

/**
 * Reads `NAME.json`, which {@link writePrediction} wrote beside the tables and pictures of a video. Values of frames
 * without a face are null.
 *
 * @throws FileError if it cannot be read, or is not such a file.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readPrediction, writePrediction } from '@ssvaerr/inference';
 *
 * const out = await mkdtemp(join(tmpdir(), 'inference-'));
 * const video = { fps: 25, width: 640, height: 480 };
 * const info = { ...video, seconds: 2, codec: 'h264', audio: undefined, start: 0 };
 * const prediction = { info, ...video, frames: 50, faces: [], damage: null }; // no face was seen
 * const origin = { path: 'talk.mp4', run: 'run', trainedOn: 'talks', syntheticOnly: false };
 * await writePrediction(out, 'talk', prediction, { ...origin, side: 96, calibration: null });
 * const record = await readPrediction(join(out, 'talk.json'));
 * console.log(record.video, record.seconds, record.faces.length); // talk.mp4 2 0
 * await rm(out, { recursive: true });
 * ```
 */
export const readPrediction = (path: string): Promise<PredictionRecord> =>
  readRecord(path, predictionFormat);

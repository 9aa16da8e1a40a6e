import { readRecord } from '@ssvaerr/host/node';
import * as z from 'zod';

const figure = z.number().nullable();
const moments = z.strictObject({ mean: figure, std: figure });
const line = z.strictObject({ median: z.int(), scale: z.number(), bias: z.number() });

const video = z.strictObject({
  /** In seconds; absent if the file does not say. */
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
  /** What is wrong with the file if it could not be read to its end. */
  damage: z.string().nullable(),
  /** The run that the network comes from. */
  run: z.string(),
  /** The calibration that was applied to the predictions; null if none was. */
  calibration: z.strictObject({ arousal: line, valence: line }).nullable(),
  /** What the network was trained on, as free text. */
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
 * ```ts no-run
 * const { faces } = await readPrediction('predicted/talk.json');
 * ```
 */
export const readPrediction = (path: string): Promise<PredictionRecord> =>
  readRecord(path, predictionFormat);

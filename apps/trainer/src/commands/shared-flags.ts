import { defaultMargin, marginRange } from '@ssvaerr/inference';
import * as z from 'zod';
import type { Rule } from '../config/fields.ts';
import { engineNames } from '../host/engine-names.ts';

/** Flags that several commands have. */

export const engine = z
  .enum(['auto', ...engineNames])
  .default('auto')
  .describe('Engine that computes; auto takes the first one available');

export const ffmpeg = z
  .string()
  .optional()
  .describe("ffmpeg to use. Default: SSVAERR_FFMPEG, else the system's, else the one from npm")
  .meta({ hint: 'PATH' });

export const force = z.boolean().default(false).describe('Overwrite existing results');

export const face = z
  .enum(['largest', 'all'])
  .default('largest')
  .describe('The largest face of a video, or all faces');

/** Crops of faces, as `@ssvaerr/face` takes them. */
export const margin = z
  .number()
  .min(marginRange.min)
  .max(marginRange.max)
  .describe(
    `Crop side divided by the longer side of the face box, ${marginRange.min} to ${marginRange.max}`,
  );

export const fps = z.number().min(1);

/** Frames and crops of videos for a network. */
export const trainedFps = fps
  .optional()
  .describe('Frames per second of videos. Default: that of the training clips');

export const trainedMargin = margin
  .optional()
  .describe(
    `Crop side divided by the longer side of the face box. Default: that of the training clips, or ${defaultMargin}`,
  );

export const size = z.int().describe('Side of the frames, in pixels');

export const store = z.string().describe('Clip store').meta({ hint: 'STORE' });

export const runFolder = z.string().describe('Folder of the run').meta({ hint: 'RUN' });

export const init = z
  .string()
  .optional()
  .describe('Run or weights file whose encoder the network starts from')
  .meta({ hint: 'RUN|FILE' });

export const config = z
  .string()
  .optional()
  .describe('YAML or JSON file of config fields; flags win over it')
  .meta({ hint: 'FILE' });

/** Audio features, and where their networks are. */
export const audio = {
  audio: z
    .enum(['none', 'logmel', 'speech'])
    .default('none')
    .describe('Audio features to store, which LiRA learns from'),
  speechModels: z
    .string()
    .optional()
    .describe('Folder of the networks of --audio speech. Default: the installed ones')
    .meta({ hint: 'FOLDER' }),
};

export interface AudioFlags {
  readonly audio: 'none' | 'logmel' | 'speech';
  readonly speechModels?: string | undefined;
}

export const speechModelsNeedSpeech: Rule<AudioFlags> = ({ audio, speechModels }) =>
  speechModels !== undefined &&
  audio !== 'speech' && {
    field: 'speechModels',
    must: `--speech-models needs --audio speech, got --audio ${audio}.`,
  };

/** Value of the flag {@link audio}. */
export const audioChoice = ({ audio, speechModels }: AudioFlags) => ({
  kind: audio,
  models: speechModels ?? null,
});

/** The argument of commands that take any trained network. */
export const trained = {
  name: 'run',
  hint: 'RUN|FILE',
  description: 'Run of train or pretrain, or a .safetensors file',
} as const;

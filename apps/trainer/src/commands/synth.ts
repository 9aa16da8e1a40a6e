import { writeSyntheticStore } from '@ssvaerr/preprocess';
import * as z from 'zod';
import { count, withRules } from '../config/fields.ts';
import { audioFeatures } from '../host/audio-choice.ts';
import { startEngine } from '../host/engine.ts';
import { synthThread } from '../host/synth-thread.ts';
import { defineCommand } from './command.ts';
import {
  audio,
  audioChoice,
  fps,
  margin,
  size,
  speechModelsNeedSpeech,
  store,
} from './shared-flags.ts';

export const synth = defineCommand({
  name: 'synth',
  summary: 'Write a store of synthetic talking faces',
  arguments: [],
  flags: z
    .strictObject({
      out: store.describe('Folder of the new store'),
      clips: z.int().min(5).default(200).describe('Number of clips, two per person'),
      frames: count.default(100).describe('Frames per clip'),
      fps: fps.default(25).describe('Frames per second'),
      size: size.min(16).default(96),
      seed: z.int().default(1).describe('Seed; the same seed gives the same bytes'),
      margin: margin
        .optional()
        .describe('Crop to the face with this margin, as preprocess does. Default: uncropped'),
      color: z
        .enum(['gray', 'rgb'])
        .default('gray')
        .describe('Color of the frames: gray, or the same faces with a tint of each person'),
      ...audio,
      resume: z.boolean().default(false).describe('Continue an interrupted store'),
    })
    .check(withRules([speechModelsNeedSpeech])),
  async run({ flags, context: { log, signal, result } }) {
    const { out, margin = null } = flags;
    const choice = audioChoice(flags);
    if (choice.kind === 'logmel') await startEngine('auto');
    const audio = await audioFeatures(choice);
    const options = { ...flags, thread: synthThread, margin, audio, log, signal };
    const { clips, frames } = await writeSyntheticStore(out, options);
    result(`${out}: ${clips} clips, ${frames} frames`, { path: out, clips, frames });
  },
});

import { defineCommand } from 'citty';
import { audioFeatures, audioFlag } from '../host/audio-choice.ts';
import { startEngine } from '../host/engine.ts';
import { marginFlag } from '../runs/margin.ts';
import { writeSyntheticStore } from '../synth/synthetic-store.ts';
import { type Context, commonArgs, numberFlag } from './command.ts';

export const synth = defineCommand({
  meta: { name: 'synth', description: 'Write a store of synthetic talking faces' },
  args: {
    out: { type: 'string', required: true, valueHint: 'STORE', description: 'Folder to make' },
    clips: { type: 'string', default: '200', description: 'How many; two of each person' },
    frames: { type: 'string', default: '100', description: 'Of each clip' },
    fps: { type: 'string', default: '25', description: 'Frames per second' },
    size: { type: 'string', default: '96', description: 'Pixels along each side' },
    seed: { type: 'string', default: '1', description: 'Same seed, same bytes' },
    margin: {
      type: 'string',
      valueHint: 'M',
      description: 'Cut to the face as preprocess --margin does; not given: as filmed',
    },
    audio: {
      type: 'string',
      default: 'none',
      valueHint: 'none|logmel|speech',
      description: 'Features of the sound, for LiRA',
    },
    'speech-models': {
      type: 'string',
      valueHint: 'DIR',
      description: 'Where the networks of --audio speech are, if not installed',
    },
    resume: { type: 'boolean', description: 'Go on with a store that was interrupted' },
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const integer = (name: 'clips' | 'frames' | 'size' | 'seed', min?: number) =>
      numberFlag('synth', name, args[name], min === undefined ? {} : { min });
    const choice = audioFlag('synth', args.audio, args['speech-models']);
    if (choice.kind === 'logmel') await startEngine('auto');
    const audio = await audioFeatures(choice);
    const store = await writeSyntheticStore(args.out, {
      clips: integer('clips', 5),
      frames: integer('frames', 1),
      size: integer('size', 16),
      seed: integer('seed'),
      fps: numberFlag('synth', 'fps', args.fps, { min: 1, integer: false }),
      margin: args.margin === undefined ? null : marginFlag('synth', args.margin),
      audio,
      resume: args.resume ?? false,
      log,
      signal,
    });
    const { clips, frames } = store;
    result(`${args.out}: ${clips} clips, ${frames} frames`, { path: args.out, clips, frames });
  },
});

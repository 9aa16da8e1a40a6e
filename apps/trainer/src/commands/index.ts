import type { CommandDef } from 'citty';
import { demo } from './demo.ts';
import { engines } from './engines.ts';
import { evaluate } from './evaluate.ts';
import { inspect } from './inspect.ts';
import { predict } from './predict.ts';
import { preprocess } from './preprocess.ts';
import { pretrain } from './pretrain.ts';
import { report } from './report.ts';
import { synth } from './synth.ts';
import { train } from './train.ts';

// biome-ignore lint/suspicious/noExplicitAny: every command has arguments of its own.
export const commands: Readonly<Record<string, CommandDef<any>>> = {
  demo,
  synth,
  preprocess,
  inspect,
  pretrain,
  train,
  evaluate,
  predict,
  report,
  engines,
};

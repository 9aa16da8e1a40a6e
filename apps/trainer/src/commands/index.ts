import { agreement } from './agreement.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { embed } from './embed.ts';
import { engines } from './engines.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inspect } from './inspect.ts';
import { predict } from './predict.ts';
import { preprocess } from './preprocess.ts';
import { pretrain } from './pretrain.ts';
import { report } from './report.ts';
import { sweep } from './sweep.ts';
import { synth } from './synth.ts';
import { train } from './train.ts';

/** The commands, in the order of the help text. */
export const commands: readonly Command[] = [
  demo,
  synth,
  preprocess,
  inspect,
  agreement,
  pretrain,
  train,
  sweep,
  evaluate,
  predict,
  report,
  embed,
  importCommand,
  exportCommand,
  engines,
];

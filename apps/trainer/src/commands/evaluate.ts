import { basename, join } from 'node:path';
import { splits } from '@ssvaerr/data';
import { openStore, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { UserError } from '@ssvaerr/host';
import { calibrationSteps, describeCalibration } from '@ssvaerr/metrics';
import * as z from 'zod';
import { startEngine } from '../host/engine.ts';
import { fittedCalibration } from '../runs/calibration-file.ts';
import { storeOfRun } from '../runs/intact-clips.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { trainFormats } from '../runs/run-formats.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { calibrateRun } from '../tasks/calibrate-run.ts';
import { evaluateRun } from '../tasks/evaluate-run.ts';
import { trainTask } from '../tasks/train.ts';
import { defineCommand } from './command.ts';
import { formatTable } from './format-scores.ts';
import { engine, store } from './shared-flags.ts';

export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Score the best network of a run on whole videos',
  arguments: [{ name: 'run', hint: 'RUN', description: 'Folder of a train run' }],
  flags: z.strictObject({
    data: store.optional().describe("Clip store. Default: the run's own"),
    split: z.enum(splits).default('test').describe('Split to score'),
    calibrate: z
      .array(z.enum(calibrationSteps))
      .optional()
      .describe(
        'Fit these steps to the validation predictions, store them with the run, and apply them',
      ),
    calibrated: z.boolean().default(false).describe('Apply what --calibrate has fitted before'),
    engine,
  }),
  async run({ args: { run }, flags, context: { log, signal, result } }) {
    const { split, calibrate: steps } = flags;
    const folder = new RunFolder(run);
    const info = await folder.info(trainFormats);
    const given = await openStore(flags.data ?? info.data.path);
    trainTask.assertFits(given, info.config);
    const { store, own } = await storeOfRun(info, given, log);
    const started = await startEngine(flags.engine);
    const calibration = steps
      ? await calibrateRun(folder, own ? store : await ownStore(info, log), steps, log, signal)
      : flags.calibrated
        ? await fittedCalibration(folder)
        : undefined;
    // Of another store, beside the run's own: names of clips may be the same.
    const name = calibration ? `${split}-calibrated` : split;
    const into = own ? name : join(basename(store.root), name);
    const scores = await evaluateRun(folder, store, { split, into, calibration }, log, signal);
    const splits = store.info.splits === null ? '' : `splits: ${store.info.splits}\n`;
    const where = `${splits}predictions: ${folder.predictions(into, '*')}`;
    const how = calibration ? `calibrated, ${describeCalibration(calibration)}\n` : '';
    // Challenges keep the labels of their test sets: then there are predictions only.
    const isScored = scores.frames > 0;
    const table = isScored
      ? formatTable({ [name]: scores })
      : `The ${split} clips have no labels, so there are no scores.`;
    result(`${table}\n${how}${where}`, {
      run,
      data: store.root,
      split,
      engine: started.name,
      calibration,
      scores: isScored ? scores : null,
    });
  },
});

/** A calibration is fitted to the validation clips that the run selected by. */
async function ownStore(info: Pick<RunRecord, 'data' | 'config'>, log: Log): Promise<Store> {
  const { store, own } = await storeOfRun(info, await openStore(info.data.path), log);
  if (own) return store;
  throw new UserError(
    `${info.data.path}: has changed since the run was trained on it, so nothing can be calibrated.`,
  );
}

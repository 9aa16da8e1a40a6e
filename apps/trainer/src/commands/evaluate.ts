import { basename, join } from 'node:path';
import { splits } from '@ssvaerr/data';
import { openStore, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { UserError } from '@ssvaerr/host';
import { defineCommand } from 'citty';
import { type CalibrationStep, calibrationSteps } from '@ssvaerr/metrics';
import { describeCalibration } from '@ssvaerr/metrics';
import { startEngine } from '../host/engine.ts';
import { fittedCalibration } from '../runs/calibration-file.ts';
import { RunFolder } from '../runs/run-folder.ts';
import type { RunInfo } from '../runs/run-info.ts';
import { calibrateRun } from '../tasks/calibrate-run.ts';
import { evaluateRun, storeOfRun } from '../tasks/run.ts';
import { type Context, commonArgs } from './command.ts';
import { engineArg, engineFlag } from './engine-flag.ts';
import { formatTable } from './format-scores.ts';

export const evaluate = defineCommand({
  meta: { name: 'evaluate', description: "Score a run's best network on whole videos of a split" },
  args: {
    run: { type: 'positional', required: true, valueHint: 'RUN', description: 'Folder of a run' },
    data: {
      type: 'string',
      valueHint: 'STORE',
      description: "A clip store. Default: the run's own",
    },
    split: {
      type: 'string',
      default: 'test',
      valueHint: splits.join('|'),
      description: 'Which clips',
    },
    calibrate: {
      type: 'string',
      valueHint: calibrationSteps.join(','),
      description:
        'Fit these to the validation predictions, keep them with the run, and apply them',
    },
    calibrated: { type: 'boolean', description: 'Apply what --calibrate has fitted before' },
    engine: engineArg,
    ...commonArgs,
  },
  async run({ args, data }) {
    const { log, signal, result } = data as Context;
    const split = splits.find((name) => name === args.split);
    if (!split) {
      throw new UserError(
        `evaluate: --split must be one of ${splits.join(', ')}, got '${args.split}'.`,
      );
    }
    const steps = args.calibrate === undefined ? null : stepsFlag(args.calibrate);
    const folder = new RunFolder(args.run);
    const info = await folder.info();
    const given = await openStore(args.data ?? info.data.path);
    const { store, own } = await storeOfRun(info, given, log);
    const engine = await startEngine(engineFlag('evaluate', args.engine));
    const calibration = steps
      ? await calibrateRun(folder, own ? store : await ownStore(info, log), steps, log, signal)
      : args.calibrated
        ? await fittedCalibration(folder)
        : undefined;
    // Of another store, beside the run's own: names of clips may be the same.
    const name = calibration ? `${split}-calibrated` : split;
    const into = own ? name : join(basename(store.root), name);
    const scores = await evaluateRun(folder, store, { split, into, calibration }, log, signal);
    const where = `predictions: ${folder.predictions(into, '*')}`;
    const how = calibration ? `calibrated, ${describeCalibration(calibration)}\n` : '';
    result(`${formatTable({ [name]: scores })}\n${how}${where}`, {
      run: args.run,
      data: store.root,
      split,
      engine: engine.name,
      calibration,
      scores,
    });
  },
});

function stepsFlag(text: string): CalibrationStep[] {
  return text.split(',').map((name) => {
    const found = calibrationSteps.find((step) => step === name);
    if (found) return found;
    throw new UserError(
      `evaluate: --calibrate must list some of ${calibrationSteps.join(', ')}, got '${text}'.`,
    );
  });
}

/** A calibration is fitted to the validation clips that the run selected by. */
async function ownStore(info: RunInfo, log: Log): Promise<Store> {
  const { store, own } = await storeOfRun(info, await openStore(info.data.path), log);
  if (own) return store;
  throw new UserError(`${info.data.path}: is no longer the store that the run was trained on.`);
}

import { suggestion, UserError } from '@ssvaerr/host';
import { contentId } from '@ssvaerr/host/node';
import { assertFields, resolveConfig } from '../config/resolve-config.ts';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import { drawValues, trialCount } from './draw-values.ts';
import type { SweepFile } from './sweep-file.ts';

/** More than anybody trains; a grid grows fast. */
const mostTrials = 10_000;

/** One training of a sweep. */
export interface Trial {
  /** Short content id of its config, and the name of its run folder. */
  readonly id: string;
  readonly config: TrainConfig;
}

/**
 * Resolves the configs of all trials; of equal ones the first is kept.
 *
 * @param origin Named in messages: the sweep file.
 * @throws UserError for an unknown field or a config that `train` would refuse: one line that names the trial and the
 *   field.
 */
export function planTrials(
  origin: string,
  sweep: SweepFile,
): { trials: Trial[]; duplicates: number } {
  const known = Object.keys(trainConfig.fields.shape);
  const unknown = Object.keys(sweep.fields).find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new UserError(
      `${origin}: fields: unknown key '${unknown}'.${suggestion(unknown, known)}`,
    );
  }
  assertFields(trainConfig, { origin: `${origin}: base`, fields: sweep.base });
  const total = trialCount(sweep);
  if (total > mostTrials) {
    throw new UserError(
      `${origin}: ${total} trials are more than the ${mostTrials} of a sweep. Use fewer values, or search random.`,
    );
  }
  const trials = new Map<string, Trial>();
  for (const [i, fields] of drawValues(sweep).entries()) {
    const trial = `${origin}: trial ${i + 1} of ${total}`;
    const base = { origin: `${trial}: base`, fields: sweep.base };
    const config = resolveConfig(trainConfig, [base, { origin: trial, fields }]);
    if (config.folds !== null && config.fold === null) {
      throw new UserError(`${trial}: 'folds' needs 'fold' in a sweep, because a trial is one run.`);
    }
    const id = contentId(config).slice(0, 10);
    if (!trials.has(id)) trials.set(id, { id, config });
  }
  return { trials: [...trials.values()], duplicates: total - trials.size };
}

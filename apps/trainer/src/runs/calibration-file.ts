import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonAtomic } from './write-json.ts';
import type { RunFolder } from './run-folder.ts';
import { UserError } from '@ssvaerr/host';
import type { Calibration, CalibrationStep } from '../calibration/calibration.ts';

/** `calibration.json` of a run. */
export interface StoredCalibration extends Calibration {
  readonly formatVersion: 1;
  /** sha256 of the weights that made the predictions it was fitted on. */
  readonly weights: string;
  readonly steps: readonly CalibrationStep[];
}

const fileOf = (folder: RunFolder) => join(folder.path, 'calibration.json');

export async function writeCalibration(
  folder: RunFolder,
  calibration: Calibration,
  steps: readonly CalibrationStep[],
): Promise<void> {
  const stored: StoredCalibration = {
    formatVersion: 1,
    weights: await weightsOf(folder),
    steps,
    ...calibration,
  };
  await writeJsonAtomic(fileOf(folder), stored);
}

/**
 * The calibration of a run; undefined if there is none.
 *
 * @throws UserError if it is damaged, of an unknown version, or of other weights than the run's.
 */
export async function readCalibration(folder: RunFolder): Promise<StoredCalibration | undefined> {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  let stored: StoredCalibration;
  try {
    stored = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file}: is not JSON (${(error as Error).message}).`, { cause: error });
  }
  if (stored.formatVersion !== 1) {
    const version = JSON.stringify(stored.formatVersion) ?? 'none';
    throw new UserError(`${file}: has version ${version}; this program reads version 1.`);
  }
  if (stored.weights !== (await weightsOf(folder))) {
    throw new UserError(
      `${file}: was fitted to other weights than the run has now. Fit it again: evaluate --calibrate.`,
    );
  }
  return stored;
}

/**
 * As {@link readCalibration}, but there must be one.
 *
 * @throws UserError also if there is none.
 */
export async function fittedCalibration(folder: RunFolder): Promise<Calibration> {
  const stored = await readCalibration(folder);
  if (stored) return { arousal: stored.arousal, valence: stored.valence };
  throw new UserError(`${folder.path}: has no calibration yet. Fit one: evaluate --calibrate.`);
}

const weightsOf = async (folder: RunFolder) =>
  createHash('sha256')
    .update(await readFile(folder.best))
    .digest('hex');

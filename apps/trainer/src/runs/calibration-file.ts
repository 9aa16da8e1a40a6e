import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import { type RecordFormat, readRecord, writeRecord } from '@ssvaerr/host/node';
import { type Calibration, type CalibrationStep, calibrationSteps } from '@ssvaerr/metrics';
import * as z from 'zod';
import { count } from '../config/fields.ts';
import type { RunFolder } from './run-folder.ts';

const dimension = z.strictObject({ median: count, scale: z.number(), bias: z.number() });

/** `calibration.json` of a run. */
const calibrationSchema = z.strictObject({
  /** SHA-256 of the weights whose predictions it was fitted to. */
  weights: z.string(),
  steps: z.array(z.enum(calibrationSteps)),
  arousal: dimension,
  valence: dimension,
});

const calibrationFormat: RecordFormat<typeof calibrationSchema> = {
  format: 'ssvaerr-calibration',
  version: 2,
  schema: calibrationSchema,
  migrate: { 1: (content) => content },
};

const fileOf = (folder: RunFolder) => join(folder.path, 'calibration.json');

export async function writeCalibration(
  folder: RunFolder,
  calibration: Calibration,
  steps: readonly CalibrationStep[],
): Promise<void> {
  const weights = await weightsOf(folder);
  await writeRecord(fileOf(folder), calibrationFormat, {
    weights,
    steps: [...steps],
    ...calibration,
  });
}

/**
 * Reads the calibration of a run; undefined if there is none.
 *
 * @throws FileError if it is damaged, of an unknown version, or of other weights than the run's.
 */
export async function readCalibration(folder: RunFolder): Promise<Calibration | undefined> {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  const { weights, arousal, valence } = await readRecord(file, calibrationFormat);
  if (weights === (await weightsOf(folder))) return { arousal, valence };
  throw new FileError(
    file,
    'was fitted to other weights than the run has now. Fit it again with evaluate --calibrate.',
  );
}

/**
 * Reads the calibration of a run, which must have one.
 *
 * @throws FileError also if there is none.
 */
export async function fittedCalibration(folder: RunFolder): Promise<Calibration> {
  const stored = await readCalibration(folder);
  if (stored) return stored;
  throw new FileError(folder.path, 'has no calibration yet. Fit one with evaluate --calibrate.');
}

const weightsOf = async (folder: RunFolder) =>
  createHash('sha256')
    .update(await readFile(folder.best))
    .digest('hex');

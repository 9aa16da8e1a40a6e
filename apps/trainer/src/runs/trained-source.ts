import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '@ssvaerr/host';
import { loadTrained, type Trained } from '@ssvaerr/inference';
import { RunFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** Origin of a trained network. */
export interface TrainedSource {
  /** The run's, or the file's. */
  readonly name: string;
  /** The weights. */
  readonly file: string;
  /** null: a file of weights alone. */
  readonly run: { readonly folder: RunFolder; readonly info: RunRecord } | null;
}

/**
 * Finds the weights of a run, the best of `train` or the encoder of `pretrain`, or takes a file.
 *
 * @param source a run's folder, or a `.safetensors` of `train`, `pretrain`, `import` or `export`.
 * @throws UserError if it is neither, or the run has no weights yet.
 */
export async function trainedSource(source: string): Promise<TrainedSource> {
  if (!existsSync(source)) throw new UserError(`${source}: does not exist.`);
  if (!statSync(source).isDirectory()) {
    return { name: basename(source).replace(/\.safetensors$/, ''), file: source, run: null };
  }
  const folder = new RunFolder(source);
  const info = await folder.anyInfo();
  const file = info.command === 'train' ? folder.best : folder.encoder;
  if (!existsSync(file)) {
    throw new UserError(
      `${source}: has no weights yet (${file} is missing). Continue the run with ${info.command} --out ${source} --resume.`,
    );
  }
  return { name: basename(source), file, run: { folder, info } };
}

/**
 * What {@link trainedSource} found, as a network. The caller disposes it: {@link disposeTrained}.
 *
 * @throws UserError if the file is not what it must be.
 */
export const openTrained = ({ file }: TrainedSource): Promise<Trained> => loadTrained(file);

export const disposeTrained = ({ model, encoder }: Trained): void => (model ?? encoder).dispose();

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoder, loadStateDict } from '@ssvaerr/backbone';
import {
  CheckpointError,
  canonicalStateDict,
  findStateDict,
  readSafetensors,
  readTorchCheckpoint,
  type StoredTensor,
} from '@ssvaerr/weights';
import { UserError } from '../user-error.ts';
import type { ModelInfo } from './checkpoint.ts';

/**
 * Takes the encoder of a run, or of a file of weights, over into another; everything above the
 * encoder starts from random weights, as in the paper.
 *
 * @param source a run's folder, a `.safetensors` or a `.pth` of torch's names.
 * @throws UserError if there is no encoder in it, or one of another size.
 */
export async function initialise(encoder: Encoder, source: string): Promise<void> {
  const file = await weightsFile(source);
  const tensors = await readWeights(file, encoder.config.activation);
  try {
    loadStateDict(encoder, tensors);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const width = `width ${encoder.config.width}, activation ${encoder.config.activation}`;
    throw new UserError(`${file}: does not fit the encoder (${width}): ${error.message}`, {
      cause: error,
    });
  }
}

async function weightsFile(source: string): Promise<string> {
  if (!existsSync(source)) throw new UserError(`${source}: is not there.`);
  if (!(await stat(source)).isDirectory()) return source;
  for (const name of ['encoder.safetensors', 'best.safetensors']) {
    const file = join(source, 'checkpoints', name);
    if (existsSync(file)) return file;
  }
  throw new UserError(`${source}: is no run with weights: there is no checkpoints/*.safetensors.`);
}

/** Weights say nothing about the activation that they were trained with; the file does. */
function assertActivation(file: string, info: string | undefined, wanted: string): void {
  const found = info && (JSON.parse(info) as ModelInfo).model.activation;
  if (!found || found === wanted) return;
  throw new UserError(`${file}: was trained with activation ${found}, not ${wanted}.`);
}

async function readWeights(
  file: string,
  activation: string,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const bytes = await readFile(file);
  try {
    if (!file.endsWith('.safetensors')) {
      return canonicalStateDict(findStateDict(readTorchCheckpoint(bytes)));
    }
    const { tensors, metadata } = readSafetensors(bytes);
    assertActivation(file, metadata.get('info'), activation);
    return canonicalStateDict(tensors);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new UserError(`${file}: ${error.message}`, { cause: error });
  }
}

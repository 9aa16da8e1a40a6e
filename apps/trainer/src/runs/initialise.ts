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
import { UserError } from '@ssvaerr/host';
import type { ModelInfo } from './checkpoint.ts';
import type { Normalization, normalizations } from '../networks/normalization.ts';

/**
 * Takes the encoder of a run, or of a file of weights, over into another; everything above the
 * encoder starts from random weights, as in the paper.
 *
 * @param source a run's folder, a `.safetensors` or a `.pth` of torch's names.
 * @param by how the frames are normalised that it will see.
 * @throws UserError if there is no encoder in it, or one of another size or for other frames.
 */
export async function initialise(
  encoder: Encoder,
  source: string,
  by: Normalization,
): Promise<void> {
  const file = await weightsFile(source);
  const normalize = by === 'frame' ? 'frame' : 'set';
  const tensors = await readWeights(file, { activation: encoder.config.activation, normalize });
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

interface Circumstances {
  readonly activation: string;
  readonly normalize: (typeof normalizations)[number];
}

/** Weights say nothing about what they were trained with; the file does. */
function assertSame(file: string, info: string | undefined, wanted: Circumstances): void {
  if (!info) return;
  const { model, pixel } = JSON.parse(info) as ModelInfo;
  const normalize = pixel === 'frame' ? 'frame' : 'set';
  const found: Circumstances = { activation: model.activation, normalize };
  for (const key of ['activation', 'normalize'] as const) {
    if (found[key] === wanted[key]) continue;
    throw new UserError(
      `${file}: was trained with ${key} ${found[key]}, not ${wanted[key]}: --${key} ${found[key]}.`,
    );
  }
}

async function readWeights(
  file: string,
  wanted: Circumstances,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const bytes = await readFile(file);
  try {
    if (!file.endsWith('.safetensors')) {
      return canonicalStateDict(findStateDict(readTorchCheckpoint(bytes)));
    }
    const { tensors, metadata } = readSafetensors(bytes);
    assertSame(file, metadata.get('info'), wanted);
    return canonicalStateDict(tensors);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new UserError(`${file}: ${error.message}`, { cause: error });
  }
}

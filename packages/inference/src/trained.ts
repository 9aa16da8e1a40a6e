import {
  Encoder,
  type FreezeOptions,
  loadStateDict,
  type Network,
  toStateDict,
} from '@ssvaerr/backbone';
import { FileError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { type StoredTensor, writeSafetensors } from '@ssvaerr/weights';
import type * as tf from '@tensorflow/tfjs-core';
import { makeNetwork } from './make-network.ts';
import { type EncoderInfo, isWhole, type ModelInfo, modelMetadata } from './model-info.ts';
import { openWeights } from './open-weights.ts';

/** Anything with weights: a network, or the parts of a pretext method. */
export interface Weights {
  /** By torch's names. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  assign(values: Readonly<Record<string, tf.Tensor>>): void;
}

/** A trained network or encoder, and what it was trained on. */
export interface Trained {
  /** null: an encoder alone. */
  readonly model: Network | null;
  readonly encoder: Encoder;
  readonly info: ModelInfo | EncoderInfo;
}

/** A file of weights alone: torch's names and layout. Same weights, same bytes. */
export async function saveModel(
  path: string,
  model: Pick<Weights, 'variables'>,
  info: ModelInfo | EncoderInfo,
): Promise<void> {
  await writeFileAtomic(path, writeSafetensors(await toStateDict(model), modelMetadata(info)));
}

/**
 * Makes the network of a file.
 *
 * @throws UserError if there is no such file, or it is not what it must be.
 */
export async function loadModel(
  path: string,
  options: FreezeOptions = {},
): Promise<{ model: Network; info: ModelInfo }> {
  const { tensors, info } = await readWeights(path);
  if (!isWhole(info)) {
    throw new FileError(path, 'holds an encoder alone. Train a network on it with train --init.');
  }
  const model = makeNetwork(info.model, { ...options, seed: 1 });
  assignWeights(path, model, tensors);
  return { model, info };
}

/**
 * Makes what a file holds: a whole network, or an encoder alone.
 *
 * @throws UserError if there is no such file, or it is not what it must be.
 */
export async function loadTrained(path: string): Promise<Trained> {
  const { tensors, info } = await readWeights(path);
  if (!isWhole(info)) {
    const encoder = new Encoder({ ...info.model, seed: 1 });
    assignWeights(path, encoder, tensors);
    return { model: null, encoder, info };
  }
  const model = makeNetwork(info.model, { seed: 1 });
  assignWeights(path, model, tensors);
  return { model, encoder: model.encoder!, info };
}

/**
 * Reads a file of weights that ssvaerr wrote.
 *
 * @throws FileError if it cannot be read, is damaged, or was written by another program.
 */
export async function readWeights(path: string) {
  const { info, ...opened } = await openWeights(path);
  if (info) return { ...opened, info };
  throw new FileError(
    path,
    "was not written by ssvaerr. If it holds weights by PyTorch's names, take them over with ssvaerr import.",
  );
}

/** Sets a network's weights; a mismatch names the file. */
export function assignWeights(
  path: string,
  model: Weights,
  tensors: ReadonlyMap<string, StoredTensor>,
) {
  try {
    loadStateDict(model, tensors);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FileError(path, `does not fit the network: ${error.message}`, { cause: error });
  }
}

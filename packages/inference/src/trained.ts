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
import { type OpenedWeights, openWeights } from './open-weights.ts';

/** Anything with weights: a network, an encoder, or the parts of a pretext method. */
export interface Weights {
  /** The variables by PyTorch's names. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Sets every variable, or none if one does not fit. */
  assign(values: Readonly<Record<string, tf.Tensor>>): void;
}

/** A trained network or encoder, and what travels with its weights. */
export interface Trained {
  /** The network; null for an encoder alone. */
  readonly model: Network | null;
  /** The encoder of the network, or the encoder alone. */
  readonly encoder: Encoder;
  /** What travels with the weights. */
  readonly info: ModelInfo | EncoderInfo;
}

/**
 * Writes weights as a safetensors file, by PyTorch's names and in PyTorch's layout. Equal weights give equal bytes.
 *
 * @throws FileError if the file cannot be written.
 * @example
 * ```ts no-run
 * await saveModel('best.safetensors', network, info);
 * ```
 */
export async function saveModel(
  path: string,
  model: Pick<Weights, 'variables'>,
  info: ModelInfo | EncoderInfo,
): Promise<void> {
  await writeFileAtomic(path, writeSafetensors(await toStateDict(model), modelMetadata(info)));
}

/**
 * Loads a network from a file that {@link saveModel} wrote. The caller disposes the network.
 *
 * @param options which part of the network is frozen if it is trained.
 * @throws FileError if the file cannot be read, is damaged, or holds an encoder alone.
 * @example
 * ```ts no-run
 * const { model, info } = await loadModel('run/checkpoints/best.safetensors');
 * ```
 */
export async function loadModel(
  path: string,
  options: FreezeOptions = {},
): Promise<{ model: Network; info: ModelInfo }> {
  const { tensors, info } = await readWeights(path);
  if (!isWhole(info)) {
    throw new FileError(
      path,
      'holds an encoder alone. Train a network on it with ssvaerr train --init.',
    );
  }
  const model = makeNetwork(info.model, { ...options, seed: 1 });
  assignWeights(path, model, tensors);
  return { model, info };
}

/**
 * Loads a network or an encoder, whichever the file holds. The caller disposes `model`, or `encoder` if there is no
 * `model`.
 *
 * @throws FileError if the file cannot be read or is damaged.
 * @example
 * ```ts no-run
 * const { model, encoder, info } = await loadTrained('encoder.safetensors');
 * ```
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
 * Reads a file of weights that ssvaerr wrote, without making a network.
 *
 * @throws FileError if it cannot be read, is damaged, or was written by another program.
 * @example
 * ```ts no-run
 * const { tensors, info } = await readWeights('encoder.safetensors');
 * ```
 */
export async function readWeights(
  path: string,
): Promise<OpenedWeights & { readonly info: ModelInfo | EncoderInfo }> {
  const { info, ...opened } = await openWeights(path);
  if (info) return { ...opened, info };
  throw new FileError(
    path,
    'was not written by ssvaerr. Convert weights of PyTorch with ssvaerr import first.',
  );
}

/**
 * Sets the weights of a network from the tensors of a file.
 *
 * @param path Named by the error.
 * @throws FileError if a tensor is missing, unknown or of another shape. No weight is set then.
 * @example
 * ```ts no-run
 * const { tensors } = await readWeights('best.safetensors');
 * assignWeights('best.safetensors', network, tensors);
 * ```
 */
export function assignWeights(
  path: string,
  model: Weights,
  tensors: ReadonlyMap<string, StoredTensor>,
): void {
  try {
    loadStateDict(model, tensors);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FileError(path, `does not fit the network: ${error.message}`, { cause: error });
  }
}

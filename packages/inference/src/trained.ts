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

/** A trained network or encoder, and the description that is stored with its weights. */
export interface Trained {
  /** The network; null for an encoder alone. */
  readonly model: Network | null;
  /** The encoder of the network, or the encoder alone. */
  readonly encoder: Encoder;
  /** Description that is stored with the weights. */
  readonly info: ModelInfo | EncoderInfo;
}

/**
 * Writes weights as a safetensors file, by PyTorch's names and in PyTorch's layout. Equal weights give equal bytes.
 *
 * @throws FileError if the file cannot be written.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { makeNetwork, readWeights, saveModel } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'inference-'));
 * const file = join(folder, 'best.safetensors');
 * const model = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const clips = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'none' } as const;
 * await saveModel(file, makeNetwork(model, { seed: 1 }), { model, ...clips, synthetic: null });
 * console.log((await readWeights(file)).info.fps); // 25
 * await rm(folder, { recursive: true });
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
 * @param options select the part of the network that is frozen if it is trained.
 * @throws FileError if the file cannot be read, is damaged, or holds an encoder alone.
 * @example
 * ```ts no-run
 * import { loadModel } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const { model, info } = await loadModel('run/checkpoints/best.safetensors');
 * console.log(info.width, info.height, info.fps, info.pixel); // the format of its clips
 * model.dispose();
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
 * import { loadTrained } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const { model, encoder, info } = await loadTrained('encoder.safetensors');
 * console.log(model ? 'a network' : 'an encoder alone', encoder.features, info.source);
 * (model ?? encoder).dispose();
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
 * import { readWeights } from '@ssvaerr/inference';
 *
 * const { tensors, info } = await readWeights('encoder.safetensors');
 * console.log(tensors.size, info.model.width, info.source);
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
 * ```ts
 * import { toStateDict } from '@ssvaerr/backbone';
 * import { assignWeights, makeNetwork } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const [trained, fresh] = [1, 2].map((seed) => makeNetwork(options, { seed }));
 * assignWeights('best.safetensors', fresh!, await toStateDict(trained!)); // or `tensors` of `readWeights`
 * const [a, b] = [trained!, fresh!].map(({ variables }) => variables['gru.fc.weight']!.dataSync());
 * console.log(a!.join() === b!.join()); // true
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

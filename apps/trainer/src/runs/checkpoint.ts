import { Encoder, type FreezeOptions, loadStateDict, type Network, toStateDict } from '@ssvaerr/backbone';
import { FileError, issueMessage } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { fromValues, type StoredTensor, toValues, writeSafetensors } from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { makeNetwork } from '../networks/ss-vaerr.ts';
import { type EncoderInfo, isWhole, type ModelInfo, modelMetadata } from './model-info.ts';
import { openWeights } from './open-weights.ts';
import { type Position, positionSchema } from './position.ts';

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

const optimizerPrefix = 'optimizer/';

/** A file of weights alone: torch's names and layout. Same weights, same bytes. */
export async function saveModel(
  path: string,
  model: Pick<Weights, 'variables'>,
  info: ModelInfo | EncoderInfo,
): Promise<void> {
  await writeFileAtomic(path, writeSafetensors(await toStateDict(model), modelMetadata(info)));
}

/** A file from which the training goes on to the bit. */
export async function saveTraining(
  path: string,
  model: Weights,
  info: ModelInfo | EncoderInfo,
  optimizer: tf.Optimizer,
  position: Position,
): Promise<void> {
  const tensors = new Map(await toStateDict(model));
  const names = torchNames(model);
  const state = await optimizer.getWeights();
  try {
    for (const { name, tensor } of state) {
      const stored = fromValues(tensor.shape, (await tensor.data()) as Float32Array);
      tensors.set(optimizerPrefix + renamed(name, names), stored);
    }
  } finally {
    tf.dispose(state.map(({ tensor }) => tensor));
  }
  const metadata = modelMetadata(info).set('position', JSON.stringify(position));
  await writeFileAtomic(path, writeSafetensors(tensors, metadata));
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
  const { tensors, info } = await read(path);
  if (!isWhole(info)) {
    throw new FileError(path, 'holds an encoder alone. Train a network on it with train --init.');
  }
  const model = makeNetwork(info.model, { ...options, seed: 1 });
  assign(path, model, tensors);
  return { model, info };
}

/**
 * Makes what a file holds: a whole network, or an encoder alone.
 *
 * @throws UserError if there is no such file, or it is not what it must be.
 */
export async function loadTrained(path: string): Promise<Trained> {
  const { tensors, info } = await read(path);
  if (!isWhole(info)) {
    const encoder = new Encoder({ ...info.model, seed: 1 });
    assign(path, encoder, tensors);
    return { model: null, encoder, info };
  }
  const model = makeNetwork(info.model, { seed: 1 });
  assign(path, model, tensors);
  return { model, encoder: model.encoder!, info };
}

/** Sets network and optimizer as {@link saveTraining} left them. */
export async function restoreTraining(
  path: string,
  model: Weights,
  optimizer: tf.Optimizer,
): Promise<Position> {
  const { tensors, metadata } = await read(path);
  const position = metadata.get('position');
  if (!position) throw new FileError(path, 'holds weights only, no training to resume.');
  assign(path, model, tensors);
  const names = new Map([...torchNames(model)].map(([name, torch]) => [torch, name]));
  const state = [...tensors]
    .filter(([name]) => name.startsWith(optimizerPrefix))
    .map(([name, stored]) => {
      const values = toValues(stored) as Float32Array | Int32Array;
      const dtype = values instanceof Int32Array ? 'int32' : 'float32';
      const tensor = tf.tensor(values, [...stored.shape], dtype);
      return { name: renamed(name.slice(optimizerPrefix.length), names), tensor };
    });
  try {
    // `iter` counts the steps and comes first.
    await optimizer.setWeights(
      state.sort((a, b) => Number(b.name === 'iter') - Number(a.name === 'iter')),
    );
  } finally {
    tf.dispose(state.map(({ tensor }) => tensor));
  }
  return parsePosition(path, position);
}

function parsePosition(path: string, text: string): Position {
  const content: unknown = JSON.parse(text);
  const { data, error } = positionSchema.safeParse(content);
  if (!error) return data;
  throw new FileError(path, `is damaged: in its position ${issueMessage(error, content)}`);
}

/** Reads a file that this program wrote. */
async function read(path: string) {
  const { info, ...opened } = await openWeights(path);
  if (info) return { ...opened, info };
  throw new FileError(
    path,
    'was not written by ssvaerr. If it holds weights by PyTorch\'s names, take them over with ssvaerr import.',
  );
}

function assign(path: string, model: Weights, tensors: ReadonlyMap<string, StoredTensor>) {
  try {
    loadStateDict(model, tensors);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FileError(path, `does not fit the network: ${error.message}`, { cause: error });
  }
}

/** Names of TF.js's variables, which count up in a process, to those of PyTorch, which do not. */
const torchNames = ({ variables }: Weights) =>
  new Map(Object.entries(variables).map(([torch, { name }]) => [name, torch]));

/** `<variable>/<slot>` with another name for the variable. */
function renamed(path: string, names: ReadonlyMap<string, string>): string {
  const cut = path.lastIndexOf('/');
  if (cut < 0) return path;
  const name = names.get(path.slice(0, cut));
  if (name === undefined) throw new Error(`no variable is named ${path.slice(0, cut)}`);
  return name + path.slice(cut);
}

import { readFile } from 'node:fs/promises';
import {
  DownstreamModel,
  type DownstreamOptions,
  Encoder,
  loadStateDict,
  toStateDict,
} from '@ssvaerr/backbone';
import {
  CheckpointError,
  fromValues,
  readSafetensors,
  type StoredTensor,
  toValues,
  writeSafetensors,
} from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { UserError } from '@ssvaerr/host';
import type { Position } from '../tasks/loop.ts';
import type { Normalization } from '../networks/normalization.ts';

/** Anything with weights: a network, a pretext method's parts. */
export interface Weights {
  /** By torch's names. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  assign(values: Readonly<Record<string, tf.Tensor>>): void;
}

/** What travels with the weights of an encoder alone. */
export interface EncoderInfo extends Omit<ModelInfo, 'model'> {
  readonly model: Pick<ModelInfo['model'], 'width' | 'activation'>;
}

/** What a network must be told to give what it gave in training; it travels with the weights. */
export interface ModelInfo {
  /** Options of the network. */
  readonly model: Required<Pick<DownstreamOptions, 'width' | 'hidden' | 'bins' | 'activation'>>;
  /** What pixels are normalised by. */
  readonly pixel: Normalization;
  /** Of the training frames. */
  readonly height: number;
  readonly width: number;
  readonly fps: number;
  /** How much of them is seen around a face. Absent: not known, as of drawn faces. */
  readonly margin?: number;
  /** Where the training clips come from. */
  readonly source: string;
}

/** A trained network or encoder, and what it was trained on. */
export interface Trained {
  /** null: an encoder alone. */
  readonly model: DownstreamModel | null;
  readonly encoder: Encoder;
  readonly info: ModelInfo | EncoderInfo;
}

const formatVersion = '1';
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
  options: Pick<DownstreamOptions, 'freeze' | 'frozenStatistics'> = {},
): Promise<{ model: DownstreamModel; info: ModelInfo }> {
  const { tensors, info } = await read(path);
  if (info.model.hidden === undefined) {
    throw new UserError(`${path}: holds an encoder alone. Train a network on it: train --init.`);
  }
  const model = new DownstreamModel({ ...info.model, ...options, seed: 1 });
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
  if (info.model.hidden === undefined) {
    const encoder = new Encoder({ ...info.model, seed: 1 });
    assign(path, encoder, tensors);
    return { model: null, encoder, info };
  }
  const model = new DownstreamModel({ ...info.model, seed: 1 });
  assign(path, model, tensors);
  return { model, encoder: model.encoder, info };
}

/** Sets network and optimizer as {@link saveTraining} left them. */
export async function restoreTraining(
  path: string,
  model: Weights,
  optimizer: tf.Optimizer,
): Promise<Position> {
  const { tensors, metadata } = await read(path);
  const position = metadata.get('position');
  if (!position) throw new UserError(`${path}: holds no training to resume, only weights.`);
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
  return JSON.parse(position) as Position;
}

async function read(path: string) {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new UserError(`${path}: ${why}.`, { cause: error });
  }
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    const version = metadata.get('ssvaerr');
    if (version === undefined) {
      throw new UserError(
        `${path}: was not written by ssvaerr. If it holds weights by PyTorch's names: ssvaerr import.`,
      );
    }
    if (version !== formatVersion) {
      throw new UserError(
        `${path}: has version ${version}; this program reads version ${formatVersion}.`,
      );
    }
    return { tensors, metadata, info: parseInfo(metadata.get('info')) };
  } catch (error) {
    if (error instanceof CheckpointError || error instanceof SyntaxError) {
      throw new UserError(`${path}: is damaged: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** @throws SyntaxError if it is not what {@link modelMetadata} wrote. */
export function parseInfo(text: string | undefined): ModelInfo {
  const info = JSON.parse(text ?? '') as Partial<ModelInfo> | null;
  if (typeof info?.model !== 'object' || !isNormalization(info.pixel)) {
    throw new SyntaxError('it does not say which network it holds.');
  }
  return info as ModelInfo;
}

const isNormalization = (pixel: unknown) => pixel === 'frame' || typeof pixel === 'object';

function assign(path: string, model: Weights, tensors: ReadonlyMap<string, StoredTensor>) {
  try {
    loadStateDict(model, tensors);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${path}: does not fit the network: ${error.message}`, { cause: error });
  }
}

/** What travels with weights, whatever the format. */
export const modelMetadata = (info: ModelInfo | EncoderInfo) =>
  new Map([
    ['ssvaerr', formatVersion],
    ['info', JSON.stringify(info)],
  ]);

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

import { toStateDict } from '@ssvaerr/backbone';
import { FileError, issueMessage } from '@ssvaerr/host';
import { parseJson, writeFileAtomic } from '@ssvaerr/host/node';
import {
  assignWeights,
  type EncoderInfo,
  type ModelInfo,
  modelMetadata,
  readWeights,
  type Weights,
} from '@ssvaerr/inference';
import { fromValues, toValues, writeSafetensors } from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { type Position, positionSchema } from './position.ts';

const optimizerPrefix = 'optimizer/';

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

/** Sets network and optimizer as {@link saveTraining} left them. */
export async function restoreTraining(
  path: string,
  model: Weights,
  optimizer: tf.Optimizer,
): Promise<Position> {
  const { tensors, metadata } = await readWeights(path);
  const position = metadata.get('position');
  if (!position) throw new FileError(path, 'holds weights only, no training to resume.');
  assignWeights(path, model, tensors);
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
  const content = parseJson(`${path}: its position`, text);
  const { data, error } = positionSchema.safeParse(content);
  if (!error) return data;
  throw new FileError(path, `is damaged: in its position ${issueMessage(error, content)}`);
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

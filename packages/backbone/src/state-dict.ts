import {
  fromTorchLayout,
  fromValues,
  type LayerKind,
  matchStateDict,
  type Shaped,
  type StateDictMatch,
  type StoredTensor,
  toFloat32,
  toTorchLayout,
} from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs-core';
import type { Encoder } from './encoder.ts';

/** A model with weights: an `Encoder`, a `DownstreamModel` or a built `EncoderLayer`. */
export type WithWeights = Pick<Encoder, 'variables' | 'assign'>;

/**
 * The weights as PyTorch keeps them: its names, its order, its layout; for `writeSafetensors`. Store
 * the model's `config` beside them.
 *
 * @returns float32 tensors, copies.
 */
export async function toStateDict(
  model: Pick<WithWeights, 'variables'>,
): Promise<Map<string, StoredTensor>> {
  const stateDict = new Map<string, StoredTensor>();
  for (const [name, variable] of Object.entries(model.variables)) {
    const values = (await variable.data()) as Float32Array;
    const torch = reordered(toTorchLayout, variable.shape, values);
    stateDict.set(name, fromValues(torch.shape, torch.values));
  }
  return stateDict;
}

/**
 * Sets every weight from PyTorch's: what `canonicalStateDict` or `readSafetensors` give. Any dtype is
 * taken, as float32.
 *
 * @param stateDict by PyTorch's names, in its layout; may hold more than the model needs.
 * @returns how names and shapes compare: `unexpected` lists what was left over.
 * @throws RangeError, with nothing set, if a weight is missing or has another shape.
 */
export function loadStateDict(
  model: WithWeights,
  stateDict: ReadonlyMap<string, StoredTensor>,
): StateDictMatch {
  const match = matchStateDict(stateDict, torchShapes(model));
  assertComplete(match);
  tf.tidy(() => {
    const values = Object.keys(model.variables).map((name) => {
      const stored = stateDict.get(name)!; // complete
      const { shape, values } = reordered(fromTorchLayout, stored.shape, toFloat32(stored));
      return [name, tf.tensor(values, [...shape])] as const;
    });
    model.assign(Object.fromEntries(values));
  });
  return match;
}

/** By rank: the GRU's matrices are kept `[in, out]`, like any linear layer's. */
const kinds: Readonly<Record<number, LayerKind>> = {
  2: 'linear',
  3: 'conv1d',
  4: 'conv2d',
  5: 'conv3d',
};

/** Values in the other layout; vectors have but one. */
function reordered(
  convert: typeof toTorchLayout,
  shape: readonly number[],
  values: Float32Array,
): Shaped<Float32Array> {
  const kind = kinds[shape.length];
  return kind ? convert(kind, shape, values) : { shape, values };
}

function torchShapes({ variables }: WithWeights): Record<string, readonly number[]> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { shape }]) => {
      const [outputs, inputs, ...kernel] = [...shape].reverse() as [number, ...number[]];
      const torch = inputs === undefined ? [outputs] : [outputs, inputs, ...kernel.reverse()];
      return [name, torch];
    }),
  );
}

function assertComplete({ missing, mismatched }: StateDictMatch): void {
  const [wrong] = mismatched;
  const others = mismatched.length + missing.length - 1;
  const more = others > 0 ? `, and ${others} more do not fit` : '';
  if (wrong) {
    const { name, expected, found } = wrong;
    throw new RangeError(
      `loadStateDict: '${name}' must have shape [${expected}], got [${found}]${more}.`,
    );
  }
  if (missing.length > 0) {
    throw new RangeError(`loadStateDict: 'stateDict' must hold '${missing[0]}', got none${more}.`);
  }
}

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
 * Returns the weights under PyTorch's names, in its order and layout, for `writeSafetensors` of `@ssvaerr/weights`. Store
 * the model's `config` with them.
 *
 * @returns float32 tensors by name, copies.
 * @example
 * ```ts
 * import { Encoder, toStateDict } from '@ssvaerr/backbone';
 * import '@tensorflow/tfjs';
 *
 * const stateDict = await toStateDict(new Encoder({ width: 2, seed: 1 }));
 * console.log(stateDict.get('frontend3D.0.weight')?.shape.join()); // 2,1,5,7,7
 * ```
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
 * Sets every weight from a PyTorch state dict, as returned by `canonicalStateDict` or in the `tensors` of
 * `readSafetensors`. Other dtypes are converted to float32.
 *
 * @param model an `Encoder`, a `DownstreamModel` or a built `EncoderLayer`.
 * @param stateDict tensors by PyTorch's names, in its layout. It may contain more than the model needs.
 * @returns the comparison of names and shapes; `unexpected` lists the tensors that were not used.
 * @throws RangeError if a weight is missing or has another shape. Nothing is set then.
 * @example
 * ```ts
 * import { Encoder, loadStateDict, toStateDict } from '@ssvaerr/backbone';
 * import '@tensorflow/tfjs';
 *
 * const [trained, fresh] = [1, 2].map((seed) => new Encoder({ width: 2, seed }));
 * const { matched, missing } = loadStateDict(fresh!, await toStateDict(trained!));
 * console.log(matched.length, missing.length); // 100 0
 * ```
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

/** Kind of layer by rank. The GRU's matrices are stored as `[in, out]`, like those of a linear layer. */
const kinds: Readonly<Record<number, LayerKind>> = {
  2: 'linear',
  3: 'conv1d',
  4: 'conv2d',
  5: 'conv3d',
};

/** Converts values to the other layout; vectors have the same one. */
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

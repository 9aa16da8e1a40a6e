import type { StoredTensor } from './stored-tensor.ts';

/**
 * A name in a checkpoint without further content: an allow-listed global (`torch.float32`) or a storage that belongs to no
 * tensor.
 */
export interface Named {
  readonly named: string;
}

/**
 * A value in a checkpoint. Dicts are maps; lists, tuples, sets and `torch.Size` are arrays; `None` is null; integers beyond
 * 2^53 - 1 are bigint. A value may refer to itself, as Python's structures may.
 */
export type CheckpointValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | StoredTensor
  | Named
  | readonly CheckpointValue[]
  | ReadonlyMap<CheckpointValue, CheckpointValue>;

/**
 * Returns whether a value of a checkpoint is a tensor.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { isStoredTensor, readTorchCheckpoint } from '@ssvaerr/weights';
 *
 * // A DINO checkpoint written by torch.save. In a browser: `await file.arrayBuffer()`.
 * const path = '../../../fixtures/golden/10_checkpoint_w1/dino.pth';
 * const checkpoint = readTorchCheckpoint(readFileSync(new URL(path, import.meta.url)));
 * console.log(isStoredTensor(checkpoint), checkpoint instanceof Map); // false true
 * ```
 */
export function isStoredTensor(value: CheckpointValue | undefined): value is StoredTensor {
  return typeof value === 'object' && value !== null && 'shape' in value;
}

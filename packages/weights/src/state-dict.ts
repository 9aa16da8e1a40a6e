import { describe } from './_describe.ts';
import { quote } from './_text.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { type CheckpointValue, isStoredTensor } from './checkpoint-value.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** Options of {@link findStateDict}. */
export interface FindStateDictOptions {
  /** Which network of a DINO checkpoint to read. Default 'student', as in SS-VAERR. */
  readonly network?: 'student' | 'teacher';
}

/** Keys that SS-VAERR's loader searches, in its order. */
const studentKeys = ['netG', 'state_dict', 'student', 'model_state_dict'];

/**
 * Returns the state dict of a checkpoint: the one under `netG`, `state_dict`, `student` or `model_state_dict`, otherwise the
 * checkpoint itself. Entries that are not tensors are left out; names are kept.
 *
 * @param checkpoint the result of `readTorchCheckpoint`.
 * @throws CheckpointError if there is no dict of tensors; TypeError if `network` is unknown.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { findStateDict, readTorchCheckpoint } from '@ssvaerr/weights';
 *
 * // A DINO checkpoint written by torch.save. In a browser: `await file.arrayBuffer()`.
 * const path = '../../../fixtures/golden/10_checkpoint_w1/dino.pth';
 * const checkpoint = readTorchCheckpoint(readFileSync(new URL(path, import.meta.url)));
 * const teacher = findStateDict(checkpoint, { network: 'teacher' });
 * console.log([...teacher.keys()][0]); // backbone.frontend3D.0.weight
 * ```
 */
export function findStateDict(
  checkpoint: CheckpointValue,
  { network = 'student' }: FindStateDictOptions = {},
): Map<string, StoredTensor> {
  if (network !== 'student' && network !== 'teacher') {
    throw new TypeError(
      `findStateDict: 'network' must be 'student' or 'teacher', got ${quote(String(network))}.`,
    );
  }
  const keys = network === 'teacher' ? ['teacher'] : studentKeys;
  const wrapped =
    checkpoint instanceof Map
      ? keys.map((key) => checkpoint.get(key)).find((value) => value instanceof Map)
      : undefined;
  const found = wrapped ?? (network === 'student' ? checkpoint : undefined);
  const stateDict = new Map<string, StoredTensor>();
  for (const [name, value] of found instanceof Map ? found : []) {
    if (typeof name === 'string' && isStoredTensor(value)) stateDict.set(name, value);
  }
  if (stateDict.size === 0) {
    const expected = `tensors by name, or a dict of them under ${keys.join(', ')}`;
    throw new CheckpointError('findStateDict', 'checkpoint', expected, describe(checkpoint));
  }
  return stateDict;
}

/**
 * Renames a state dict to the names of this project (`frontend3D.0.weight`, `trunk.layer1.0.conv1.weight`, ...). It removes the
 * leading `module.` and `backbone.` of DataParallel and DINO, and the `encoder.` and `frontend.` of whole lip readers before
 * `frontend3D.` and `trunk.`. The counters `num_batches_tracked` are dropped; other names are kept.
 *
 * @throws CheckpointError if two tensors would get the same name.
 * @example
 * ```ts
 * import { canonicalStateDict, fromValues } from '@ssvaerr/weights';
 *
 * const bias = fromValues([1], Float32Array.of(1));
 * const found = new Map([['module.encoder.frontend.trunk.bn1.bias', bias]]);
 * console.log([...canonicalStateDict(found).keys()]); // [ 'trunk.bn1.bias' ]
 * ```
 */
export function canonicalStateDict(
  stateDict: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> {
  const canonical = new Map<string, StoredTensor>();
  for (const [name, tensor] of stateDict) {
    if (/(^|\.)num_batches_tracked$/.test(name)) continue;
    const short = name
      .replace(/^(?:module\.|backbone\.)+/, '')
      .replace(/^(?:encoder\.)?(?:frontend\.)?(?=frontend3D\.|trunk\.)/, '');
    if (canonical.has(short)) {
      throw new CheckpointError(
        'canonicalStateDict',
        'names without prefixes',
        'unique names',
        `${quote(short)} twice`,
      );
    }
    canonical.set(short, tensor);
  }
  return canonical;
}

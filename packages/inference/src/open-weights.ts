import { readFile } from 'node:fs/promises';
import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';
import {
  CheckpointError,
  type FindStateDictOptions,
  findStateDict,
  readSafetensors,
  readTorchCheckpoint,
  type StoredTensor,
} from '@ssvaerr/weights';
import { type EncoderInfo, type ModelInfo, parseModelMetadata } from './model-info.ts';

/** The content of a file of weights. */
export interface OpenedWeights {
  /** The tensors by their names in the file, in PyTorch's layout. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The texts in the header of a safetensors file; none for a PyTorch checkpoint. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Description that ssvaerr stored with the weights; undefined if another program wrote the file. */
  readonly info: ModelInfo | EncoderInfo | undefined;
}

/**
 * Reads the tensors of a safetensors file or a PyTorch checkpoint. No code in the file is run.
 *
 * @param options select the state dict of a checkpoint with several.
 * @throws FileError if it cannot be read or is damaged.
 * @example
 * ```ts no-run
 * import { openWeights } from '@ssvaerr/inference';
 *
 * const { tensors, info } = await openWeights('checkpoint.pth');
 * for (const [name, { shape }] of tensors) console.log(name, shape);
 * console.log(info === undefined ? 'written by another program' : info.source);
 * ```
 */
export async function openWeights(
  file: string,
  options: FindStateDictOptions = {},
): Promise<OpenedWeights> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw asFileError(file, error);
  }
  try {
    const isSafetensors = bytes[8] === '{'.charCodeAt(0); // after the length of its header
    if (!isSafetensors) {
      const tensors = findStateDict(readTorchCheckpoint(bytes), options);
      return { tensors, metadata: new Map(), info: undefined };
    }
    const { tensors, metadata } = readSafetensors(bytes);
    return { tensors, metadata, info: parseModelMetadata(file, metadata) };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new FileError(file, `cannot be read as weights: ${error.message}`, { cause: error });
  }
}

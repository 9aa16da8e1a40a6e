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

/** Content of a weights file. */
export interface OpenedWeights {
  /** Tensors by their names in the file, in PyTorch's layout. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text of a safetensors file. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Metadata written by this program; undefined for another program's file. */
  readonly info: ModelInfo | EncoderInfo | undefined;
}

/**
 * Reads a file of weights, a safetensors file or a PyTorch checkpoint, without running anything in it.
 *
 * @param options Which state dict of a checkpoint with several.
 * @throws FileError if it cannot be read or is damaged.
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

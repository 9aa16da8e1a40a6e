import { toOnnx } from '@ssvaerr/backend-onnx';
import { networkFunction } from './network-function.ts';
import type { Trained } from './trained.ts';

/**
 * Exports a trained network as an ONNX model, which takes any number of clips of any length. Input and outputs are those
 * of {@link networkFunction}; the model normalizes the pixels itself.
 *
 * @param metadata texts that are kept in the file.
 * @returns the bytes of the file.
 * @example
 * ```ts no-run
 * const trained = await loadTrained('best.safetensors');
 * await writeFile('model.onnx', onnxModel(trained, { source: trained.info.source }));
 * ```
 */
export function onnxModel(
  trained: Trained,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { height, width } = trained.info;
  const clip = { shape: ['batch', 'time', height, width, 1] };
  return toOnnx(networkFunction(trained), { clip }, { metadata });
}

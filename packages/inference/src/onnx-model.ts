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
 * ```ts
 * import { makeNetwork, onnxModel } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const model = makeNetwork(options, { seed: 1 }); // `loadTrained` gives a trained one, with its info
 * const clips = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'none' } as const;
 * const info = { model: options, ...clips, synthetic: null };
 * const bytes = onnxModel({ model, encoder: model.encoder!, info }, { source: info.source });
 * console.log(bytes.length > 10_000); // true
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

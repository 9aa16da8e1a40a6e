import { type GraphModelFiles, toGraphModel } from '@ssvaerr/backend-onnx';
import { networkFunction } from './network-function.ts';
import type { Trained } from './trained.ts';

/**
 * Name of the file with the weights, beside `model.json`.
 *
 * @example
 * ```ts
 * import { tfjsWeightsFile } from '@ssvaerr/inference';
 *
 * console.log(tfjsWeightsFile); // weights.bin
 * ```
 */
export const tfjsWeightsFile = 'weights.bin';

/**
 * Exports a trained network as a TF.js graph model, which takes one clip of any length. Input and outputs are those of
 * {@link networkFunction}; the model normalizes the pixels itself.
 *
 * @param metadata texts that are kept in `model.json`.
 * @returns `json`, the text of `model.json`, and `weights`, the bytes of {@link tfjsWeightsFile}.
 * @example
 * ```ts
 * import { makeNetwork, tfjsModel } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const model = makeNetwork(options, { seed: 1 }); // `loadTrained` gives a trained one, with its info
 * const clips = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'none' } as const;
 * const info = { model: options, ...clips, synthetic: null };
 * const { json, weights } = tfjsModel({ model, encoder: model.encoder!, info }, {});
 * console.log(JSON.parse(json).format, weights.length > 10_000); // graph-model true
 * ```
 */
export function tfjsModel(
  trained: Trained,
  metadata: Readonly<Record<string, string>>,
): GraphModelFiles {
  const { height, width } = trained.info;
  const clip = { shape: [1, 'time', height, width, 1] };
  return toGraphModel(
    networkFunction(trained),
    { clip },
    { metadata, weightsFile: tfjsWeightsFile },
  );
}

import { type GraphModelFiles, toGraphModel } from '@ssvaerr/backend-onnx';
import { networkFunction } from './network-function.ts';
import type { Trained } from './trained.ts';

/** Name of the file with the weights, beside `model.json`. */
export const tfjsWeightsFile = 'weights.bin';

/**
 * Exports a trained network as a TF.js graph model, which takes one clip of any length. Input and outputs are those of
 * {@link networkFunction}; the model normalizes the pixels itself.
 *
 * @param metadata texts that are kept in `model.json`.
 * @returns `json`, the text of `model.json`, and `weights`, the bytes of {@link tfjsWeightsFile}.
 * @example
 * ```ts no-run
 * const { json, weights } = tfjsModel(await loadTrained('best.safetensors'), {});
 * await writeFile('web/model.json', json);
 * await writeFile(`web/${tfjsWeightsFile}`, weights);
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

import { type GraphModelFiles, toGraphModel } from '@ssvaerr/backend-onnx';
import { networkFunction } from './network-function.ts';
import type { Trained } from './trained.ts';

/** Name of the weights file beside `model.json`. */
export const tfjsWeightsFile = 'weights.bin';

/** A trained network as a graph model of TF.js, for one clip of any length. */
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

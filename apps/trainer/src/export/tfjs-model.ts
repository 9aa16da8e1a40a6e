import type { Trained } from '../runs/checkpoint.ts';
import type { Values } from './graph-encoder.ts';
import { graphNetwork } from './graph-network.ts';

/** What lies beside `model.json`. */
export const tfjsWeightsFile = 'weights.bin';

/** A trained network as a graph model of TF.js. */
export async function tfjsModel(
  { model, encoder, info }: Trained,
  metadata: Readonly<Record<string, string>>,
): Promise<{ json: string; weights: Uint8Array }> {
  const entries = Object.entries((model ?? encoder).variables).map(async ([name, variable]) => {
    const values = (await variable.data()) as Float32Array;
    return [name, { shape: variable.shape, values }] as const;
  });
  const values: Values = Object.fromEntries(await Promise.all(entries));
  const { pixel, height, width } = info;
  const { activation } = encoder.config;
  const head = model && { hidden: model.config.hidden, bins: model.config.bins };
  const graph = graphNetwork({ values, activation, pixel, height, width, head });
  return graph.finish(tfjsWeightsFile, metadata);
}

import { clipsOf, readLabels, type Store } from '@ssvaerr/data/node';
import { type CompositeOptions, kMeans, tableIII } from '@ssvaerr/losses';
import type { TrainConfig } from '../config/train-config.ts';

/** Resolves the weights of the loss terms, and K of nCCE from the training labels where it is asked for. */
export async function lossOptions(
  { loss, centroids, bins }: TrainConfig,
  store: Store,
): Promise<Omit<CompositeOptions, 'mask'>> {
  const weights = (typeof loss === 'string' ? tableIII[loss] : loss) as CompositeOptions['weights'];
  if (centroids === 'uniform') return { weights, centroids };
  if (!weights.arousal.ncce && !weights.valence.ncce) return { weights };
  const labels = { arousal: [] as number[], valence: [] as number[] };
  for (const clip of clipsOf(store, 'train')) {
    const values = (await readLabels(store, clip)) ?? [];
    for (let i = 0; i < values.length; i += 2) {
      if (Number.isNaN(values[i]! + values[i + 1]!)) continue;
      labels.arousal.push(values[i]!);
      labels.valence.push(values[i + 1]!);
    }
  }
  const ofDimension = (values: number[]) => kMeans(values, { k: bins }).centroids;
  return {
    weights,
    centroids: { arousal: ofDimension(labels.arousal), valence: ofDimension(labels.valence) },
  };
}

import { splitOutput } from '@ssvaerr/losses';
import type * as tf from '@tensorflow/tfjs-core';
import { normalized } from './normalization.ts';
import type { Trained } from './trained.ts';

/**
 * Makes the function that exported models compute. It takes `clip` `[batch, time, height, width, 1]` with gray pixels in
 * [0, 1], and gives `arousal` and `valence` `[batch, time]` in [-1, 1]; for an encoder alone it gives `features`
 * `[batch, time, 8 * width]`.
 *
 * @example
 * ```ts
 * import { makeNetwork, networkFunction } from '@ssvaerr/inference';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const model = makeNetwork(options, { seed: 1 }); // `loadTrained` gives a trained one, with its info
 * const clips = { pixel: 'frame', height: 32, width: 32, fps: 25, source: 'none' } as const;
 * const info = { model: options, ...clips, synthetic: null };
 * const predict = networkFunction({ model, encoder: model.encoder!, info });
 * const { arousal, valence } = predict({ clip: tf.zeros([1, 8, 32, 32, 1]) });
 * console.log(arousal!.shape, valence!.shape); // [ 1, 8 ] [ 1, 8 ]
 * ```
 */
export function networkFunction({ model, encoder, info }: Trained) {
  return ({ clip }: Readonly<Record<'clip', tf.Tensor>>): Record<string, tf.Tensor> => {
    const frames = normalized(clip as tf.Tensor5D, info.pixel);
    if (!model) return { features: encoder.forward(frames) };
    const { arousal, valence } = splitOutput(model.forward(frames));
    return { arousal: arousal.value, valence: valence.value };
  };
}

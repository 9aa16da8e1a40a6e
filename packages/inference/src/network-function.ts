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
 * ```ts no-run
 * const { arousal, valence } = networkFunction(await loadTrained('best.safetensors'))({ clip });
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

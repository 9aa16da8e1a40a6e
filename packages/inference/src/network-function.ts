import { splitOutput } from '@ssvaerr/losses';
import type * as tf from '@tensorflow/tfjs-core';
import { normalized } from './normalization.ts';
import type { Trained } from './trained.ts';

/**
 * A trained network as exported models compute it: `clip` `[batch, time, height, width, 1]` with pixels in [0, 1] to
 * `arousal` and `valence` `[batch, time]`, or to the `features` `[batch, time, 8 * width]` of an encoder alone.
 */
export function networkFunction({ model, encoder, info }: Trained) {
  return ({ clip }: Readonly<Record<'clip', tf.Tensor>>): Record<string, tf.Tensor> => {
    const frames = normalized(clip as tf.Tensor5D, info.pixel);
    if (!model) return { features: encoder.forward(frames) };
    const { arousal, valence } = splitOutput(model.forward(frames));
    return { arousal: arousal.value, valence: valence.value };
  };
}

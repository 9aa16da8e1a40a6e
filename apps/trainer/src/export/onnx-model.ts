import { toOnnx } from '@ssvaerr/backend-onnx';
import { splitOutput } from '@ssvaerr/losses';
import type * as tf from '@tensorflow/tfjs';
import { normalized } from '../networks/normalization.ts';
import type { Trained } from '../runs/checkpoint.ts';

/** A trained network as an ONNX file: pixels in [0, 1] in, what is asked of a model out, any length. */
export function onnxModel(
  { model, encoder, info }: Trained,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  return toOnnx<'clip'>(
    ({ clip }) => {
      const frames = normalized(clip as tf.Tensor5D, info.pixel);
      if (!model) return { features: encoder.forward(frames) };
      const { arousal, valence } = splitOutput(model.forward(frames));
      return { arousal: arousal.value, valence: valence.value };
    },
    { clip: { shape: ['batch', 'time', info.height, info.width, 1] } },
    { metadata },
  );
}

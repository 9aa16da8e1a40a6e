import { DownstreamModel } from '@ssvaerr/backbone';
import { splitOutput } from '@ssvaerr/losses';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { StretchPredictor } from './_stretch-predictor.ts';

const side = 32;
const pixel = { mean: 0.4, std: 0.2 };
const crops = (count: number) =>
  Array.from({ length: count }, (_, t) =>
    Uint8Array.from({ length: side * side }, (_, i) => (i * (t + 3) * 7919) % 256),
  );

it.each([1, 3, 64, 70])(
  'says of %i crops, one by one, what the network says of all',
  async (count) => {
    const model = new DownstreamModel({ seed: 1, width: 2, hidden: 3 });
    const expected = tf.tidy(() => {
      const pixels = crops(count).flatMap((crop) => [...crop]);
      const clip = tf.tensor5d(pixels, [1, count, side, side, 1]);
      const { arousal, valence } = splitOutput(
        model.forward(tf.div(tf.sub(tf.div(clip, 255), pixel.mean), pixel.std)),
      );
      return [arousal.value, valence.value].map((values) => values.dataSync() as Float32Array);
    });
    const tensors = tf.memory().numTensors;
    const predictor = new StretchPredictor(model, side, pixel);
    for (const crop of crops(count)) await predictor.push(crop);
    const { arousal, valence } = await predictor.finish();
    expect(arousal).toBeAllclose(expected[0]!, { atol: 1e-5 });
    expect(valence).toBeAllclose(expected[1]!, { atol: 1e-5 });
    expect(arousal).not.toEqual(valence);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  },
);

it('lets go of everything when it is abandoned', async () => {
  const model = new DownstreamModel({ seed: 1, width: 2, hidden: 3 });
  const tensors = tf.memory().numTensors;
  const predictor = new StretchPredictor(model, side, pixel);
  for (const crop of crops(66)) await predictor.push(crop);
  predictor.abandon();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { augmentationNames, batchAugmentation } from './augmentations.ts';

it.each(augmentationNames)('%s does to three equal channels what it does to one', (name) => {
  const augment = batchAugmentation(name, { height: 16, width: 16 }, 0.75) ?? ((clips) => clips);
  tf.tidy(() => {
    const gray = tf.randomUniform<tf.Rank.R5>([2, 6, 16, 16, 1], 0, 1, 'float32', 1);
    const [one, three] = [gray, tf.tile(gray, [1, 1, 1, 1, 3])].map((clips) =>
      augment(clips, [3, 4]),
    );
    expect(three!.shape.slice(-1)).toEqual([3]);
    expect(three).toBeAllclose(tf.tile(one!, [1, 1, 1, 1, 3]), { atol: 1e-3, rtol: 0 });
  });
});

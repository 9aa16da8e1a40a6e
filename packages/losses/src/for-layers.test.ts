import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  ccc,
  compositeForLayers,
  compositeLoss,
  forLayers,
  mse,
  splitOutput,
  tableIII,
} from './index.ts';

/** Not symmetric, so that the order shows. */
const asymmetric = (prediction: tf.Tensor, target: tf.Tensor) =>
  tf.mean(tf.sub(tf.mul(3, prediction), target));

const model = (units: number, loss: ReturnType<typeof forLayers>) => {
  const built = tf.sequential({
    layers: [
      tf.layers.dense({ units, inputShape: [3, 1], kernelInitializer: 'ones', useBias: false }),
    ],
  });
  built.compile({ loss, optimizer: tf.train.sgd(0) });
  return built;
};
const lossOf = async (
  units: number,
  loss: ReturnType<typeof forLayers>,
  x: tf.Tensor,
  y: tf.Tensor,
) => {
  const history = await model(units, loss).fit(x, y, { epochs: 1, shuffle: false, verbose: 0 });
  return history.history.loss![0] as number;
};

const x = tf.tensor3d([[[1], [2], [3]]]);

describe('forLayers', () => {
  it('passes the prediction first, in tf.layers itself', async () => {
    const y = tf.tensor3d([[[10], [20], [30]]]);
    // prediction = x: mean of 3 * (1, 2, 3) - (10, 20, 30)
    expect(await lossOf(1, forLayers(asymmetric), x, y)).toBeAllclose(6 - 20);
  });

  it('takes the losses of this package', async () => {
    const y = tf.tensor3d([[[1], [2], [4]]]);
    expect(await lossOf(1, forLayers(mse), x, y)).toBeAllclose(1 / 3);
    expect(await lossOf(1, forLayers(ccc), x, y)).toBeAllclose(ccc(x, y));
  });
});

describe('compositeForLayers', () => {
  const { NaN: nan } = Number;
  const loss = compositeForLayers({ weights: tableIII.cccCeMse });
  const raw = tf.tidy(() => tf.sin(tf.reshape(tf.range(0, 18), [1, 3, 6]))) as tf.Tensor3D;

  it('is compositeLoss on the split output, a NaN label masking its frame', () => {
    const yTrue = tf.tensor3d([
      [
        [0.5, -0.5],
        [nan, 0.2],
        [-0.25, 0.75],
      ],
    ]);
    const filled = tf.tensor3d([
      [
        [0.5, -0.5],
        [0, 0.2],
        [-0.25, 0.75],
      ],
    ]);
    const mask = tf.tensor2d([[1, 0, 1]]);
    const expected = compositeLoss(splitOutput(raw), filled, { weights: tableIII.cccCeMse, mask });
    expect(loss(yTrue, raw)).toBeAllclose(expected);
    expect(tf.grad((r) => loss(yTrue, r))(raw)).toBeAllclose(
      tf.grad((r) =>
        compositeLoss(splitOutput(r as tf.Tensor3D), filled, { weights: tableIII.cccCeMse, mask }),
      )(raw),
    );
  });

  it('ignores the columns that pad the labels, which tf.layers wants as wide as the output', async () => {
    const labels = tf.tensor3d([
      [
        [0.5, -0.5],
        [0.1, 0.2],
        [nan, nan],
      ],
    ]);
    const padded = tf.pad(
      labels,
      [
        [0, 0],
        [0, 0],
        [0, 4],
      ],
      nan,
    );
    expect(loss(padded, raw)).toBeAllclose(loss(labels, raw));
    const output = tf.tile(x, [1, 1, 6]);
    expect(await lossOf(6, loss, x, padded)).toBeAllclose(loss(labels, output));
    await expect(lossOf(6, loss, x, labels)).rejects.toThrow('shape');
  });

  it('leaks nothing', () => {
    const yTrue = tf.tensor3d([
      [
        [0.5, -0.5],
        [nan, 0.2],
        [-0.25, 0.75],
      ],
    ]);
    expectNoLeak(() => loss(yTrue, raw));
  });

  it('refuses bad input by name', () => {
    expect(() => loss(tf.zeros([1, 3]), raw)).toThrow(
      "compositeForLayers: 'yTrue' must have shape [batch,time,columns], got [1,3].",
    );
    expect(() => loss(tf.zeros([1, 3, 1]), raw)).toThrow(
      "compositeForLayers: 'yTrue' must have 2 or more columns, got 1.",
    );
    expect(() => loss(tf.zeros([1, 2, 2]), raw)).toThrow(
      "compositeLoss: 'labels' must have shape [1,3,2], got [1,2,2].",
    );
    expect(() => forLayers(undefined as unknown as typeof mse)).toThrow(
      "forLayers: 'loss' must be a function, got undefined.",
    );
  });
});

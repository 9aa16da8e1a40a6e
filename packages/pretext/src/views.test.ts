import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { assertViews } from './views.ts';

const clip = (batch: number, time: number, side = 2) =>
  tf.zeros<tf.Rank.R5>([batch, time, side, side, 1]);

describe('assertViews', () => {
  const clips = {
    five: clip(2, 5),
    six: clip(2, 6, 3),
    four: clip(2, 4),
    one: clip(2, 1),
    other: clip(3, 5),
    flat: tf.zeros([2, 5, 2, 2]) as tf.Tensor,
    whole: tf.zeros([2, 5, 2, 2, 1], 'int32') as tf.Tensor,
  };
  afterAll(() => tf.dispose(clips));
  const { five, six, four, one, other } = clips;
  const check = (views: tf.Tensor[], perFrame?: boolean) => () =>
    assertViews('f', views as tf.Tensor5D[], {
      least: 2,
      ...(perFrame === undefined ? {} : { perFrame }),
    });

  it('accepts clips of 5 frames or more, of any size; or of one', () => {
    expect(check([five, six])).not.toThrow();
    expect(check([five, six, five], false)).not.toThrow();
    expect(check([one, one], true)).not.toThrow();
  });

  it.each([
    [[five], undefined, "f: 'views' must hold at least 2 views, got 1."],
    [[five, four], false, "f: 'views[1]' must have at least 5 frames, got 4."],
    [[one, one], undefined, "f: 'views[0]' must have at least 5 frames, got 1."],
    [[one, five], true, "f: 'views[1]' must have 1 frame, got 5."],
    [[five, other], false, "f: 'views[1]' must have the batch size of the first view (2), got 3."],
    [
      [clips.flat, five],
      false,
      "f: 'views[0]' must have shape [batch, time, height, width, channels], got [2, 5, 2, 2].",
    ],
  ] as const)('refuses, %#', (views, perFrame, message) => {
    expect(check([...views], perFrame)).toThrow(new RangeError(message));
  });

  it('refuses anything but a list, and tensors that are not float32', () => {
    expect(() => assertViews('f', five as never, { least: 2 })).toThrow(
      new RangeError("f: 'views' must hold at least 2 views, got 0."),
    );
    expect(check([five, clips.whole])).toThrow(
      new TypeError("f: 'views[1]' must be a float32 tensor, got int32."),
    );
  });
});

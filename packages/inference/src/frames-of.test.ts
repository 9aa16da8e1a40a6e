import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { framesOf } from './frames-of.ts';

const pixel = { mean: 0.5, std: 0.25 };
const pieceOf = (time: number, first = 0) => ({
  shape: [1, time, 2, 3, 1],
  values: Float32Array.from({ length: time * 6 }, (_, i) => ((first * 6 + i) % 64) / 64),
});

it('normalizes the pixels of a frame, rows before columns', async () => {
  for await (const frames of framesOf([pieceOf(1)], pixel)) {
    expect(frames.shape).toEqual([1, 2, 3, 1]);
    const wanted = [0, 1, 2, 3, 4, 5].map((i) => (i / 64 - 0.5) / 0.25);
    expect([...frames.dataSync()]).toEqual(wanted);
  }
});

it('yields the frames of the whole video, however it is divided, and holds one piece at a time', async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lengths, async (times) => {
      const total = times.reduce((sum, time) => sum + time, 0);
      const whole: number[] = [];
      for await (const frames of framesOf([pieceOf(total)], pixel)) {
        whole.push(...frames.dataSync());
      }
      const starts = times.map((_, i) => times.slice(0, i).reduce((sum, time) => sum + time, 0));
      const pieces = times.map((time, i) => pieceOf(time, starts[i]));
      const before = tf.memory().numTensors;
      const divided: number[] = [];
      for await (const frames of framesOf(pieces, pixel)) {
        expect(tf.memory().numTensors).toBe(before + 1);
        divided.push(...frames.dataSync());
      }
      expect(divided).toEqual(whole);
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns: 30 },
  );
});

it.each(['breaks', 'throws'])('keeps no frame when the reader %s', async (how) => {
  const before = tf.memory().numTensors;
  const read = async () => {
    for await (const _ of framesOf([pieceOf(2), pieceOf(2)], pixel)) {
      if (how === 'breaks') break;
      throw new Error('enough');
    }
  };
  await read().catch(() => {});
  expect(tf.memory().numTensors).toBe(before);
});

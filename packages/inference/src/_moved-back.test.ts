import fc from 'fast-check';
import { expect, it } from 'vitest';
import { movedBack } from './_moved-back.ts';

it('moves predictions back, and holds the first one, by hand', () => {
  expect([...movedBack(Float32Array.of(1, 2, 3, 4), 2)]).toEqual([1, 1, 1, 2]);
  expect([...movedBack(Float32Array.of(1, 2), 5)]).toEqual([1, 1]);
});

it('undoes the delay with which labels were learned, but for the first frames', () => {
  const values = fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.nat(8), (labels, delay) => {
      // A network that learned perfectly predicts at frame t the label of frame t + delay.
      const predicted = Float32Array.from(labels, (_, t) => labels[t + delay] ?? 0);
      const back = movedBack(predicted, delay);
      expect([...back.slice(delay)]).toEqual(labels.slice(delay));
    }),
  );
});

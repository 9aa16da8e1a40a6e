import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { namedVariable } from './named-variable.ts';

it('namedVariable copies, and takes the first free name', () => {
  const ones = tf.ones([2]);
  const [a, b, c] = [true, false, true].map((trainable) => namedVariable('w', ones, trainable));
  expect([a, b, c].map((v) => v!.name)).toEqual(['w', 'w_1', 'w_2']);
  expect([a, b, c].map((v) => v!.trainable)).toEqual([true, false, true]);
  ones.dispose();
  b!.dispose();
  const again = tf.tidy(() => namedVariable('w', tf.zeros([1]), true));
  expect(again.name).toBe('w_1');
  expect(a!).toBeAllclose([1, 1]);
  tf.dispose([a!, c!, again]);
});

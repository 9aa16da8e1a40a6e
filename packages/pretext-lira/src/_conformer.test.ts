import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { conformer } from './_conformer.ts';
import { type Dropout, keepAll } from './_dropout.ts';
import { conformerParameters } from './_parameters.ts';
import { maskForms } from './_pass.ts';
import { makeVariables } from './_variables.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});

it('drops where espnet does, with a name of its own at each place', () => {
  const shape = { blocks: 2, width: 8, heads: 2, feedForward: 12, kernel: 3 } as const;
  const parameters = conformerParameters(4, 3, { ...shape, dropout: 0, head: 'linear' });
  const variables = makeVariables(parameters, 1);
  const pass = { variables, heads: 2, training: false, ...maskForms(tf.ones([2, 5])) };
  const x = tf.randomNormal<tf.Rank.R3>([2, 5, 4], 0, 1, 'float32', 1);
  const run = (drop: Dropout) => conformer(x, 2, { ...pass, drop });

  const places: [place: string, size: string][] = [];
  run((x, place) => {
    places.push([place, x.shape.join()]);
    return x;
  });
  const block = (at: string) => [
    [`${at}.feed_forward_macaron.hidden`, '2,5,12'],
    [`${at}.feed_forward_macaron`, '2,5,8'],
    [`${at}.self_attn`, '2,5,8'],
    [`${at}.conv_module`, '2,5,8'],
    [`${at}.feed_forward.hidden`, '2,5,12'],
    [`${at}.feed_forward`, '2,5,8'],
  ];
  const [embedded, positions] = [
    ['embed', '2,5,8'],
    ['positions', '9,8'],
  ];
  expect(places).toEqual([embedded, positions, ...block('encoders.0'), ...block('encoders.1')]);

  // Dropped numbers are missing in later layers.
  const whole = run(keepAll).dataSync();
  for (const [dropped] of places) {
    const without = run((x, place) => (place === dropped ? tf.zerosLike(x) : x)).dataSync();
    expect(Math.max(...without.map((v, i) => Math.abs(v - whole[i]!))), dropped).toBeGreaterThan(
      1e-3,
    );
  }
});

import { foldSeed, normals, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec } from './parameters.ts';

/** Returns a parameter's initial value, which depends only on the seed and the parameter's name. */
export function initialValues({ name, shape, initial }: ParameterSpec, seed: number): tf.Tensor {
  const sizes = [...shape];
  if ('constant' in initial) return tf.fill(sizes, initial.constant);
  const count = sizes.reduce((all, size) => all * size, 1);
  const own = foldSeed(seed, name);
  return tf.tensor(
    'std' in initial
      ? normals(own, count, { std: initial.std })
      : uniforms(own, count, { low: -initial.bound, high: initial.bound }),
    sizes,
  );
}

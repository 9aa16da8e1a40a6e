import { namedVariable, type Variables } from '@ssvaerr/pretext';
import { foldSeed, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec } from './_parameters.ts';

export function makeVariables(parameters: readonly ParameterSpec[], seed: number): Variables {
  return Object.fromEntries(
    parameters.map((spec) => {
      const { name, trainable } = spec;
      return [name, tf.tidy(() => namedVariable(name, initialValues(spec, seed), trainable))];
    }),
  );
}

/** A parameter's first value. It depends on the seed and its name, not on the other parameters. */
function initialValues({ name, shape, initial }: ParameterSpec, seed: number): tf.Tensor {
  const sizes = [...shape];
  if ('constant' in initial) return tf.fill(sizes, initial.constant);
  const { bound } = initial;
  const count = sizes.reduce((all, size) => all * size, 1);
  return tf.tensor(uniforms(foldSeed(seed, name), count, { low: -bound, high: bound }), sizes);
}

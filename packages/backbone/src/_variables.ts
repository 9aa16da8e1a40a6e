import * as tf from '@tensorflow/tfjs-core';
import { initialValues } from './_initial-values.ts';
import type { ParameterSpec } from './parameters.ts';

/** TF.js variables by their PyTorch names. */
export type Variables = Readonly<Record<string, tf.Variable>>;

export function makeVariables(parameters: readonly ParameterSpec[], seed: number): Variables {
  return Object.fromEntries(
    parameters.map((spec) => {
      const values = initialValues(spec, seed);
      const variable = tf.variable(values, spec.trainable, freeName(spec.name));
      values.dispose();
      return [spec.name, variable];
    }),
  );
}

/**
 * Returns an unused name for a variable, since TF.js requires unique names in a process: the first model gets PyTorch's
 * names, later ones get a number appended. An optimizer stores its state under these names, so models made again in the
 * same order find their state.
 */
function freeName(name: string): string {
  const taken = tf.engine().registeredVariables;
  let free = name;
  for (let i = 1; free in taken; i++) free = `${name}_${i}`;
  return free;
}

/** Sets all of `variables`, or throws and sets none. */
export function assignVariables(
  where: string,
  variables: Variables,
  values: Readonly<Record<string, tf.Tensor>>,
): void {
  const [wanted, given] = [Object.keys(variables), Object.keys(values)];
  const missing = wanted.filter((name) => !Object.hasOwn(values, name));
  const unexpected = given.filter((name) => !Object.hasOwn(variables, name));
  const mismatched = wanted.filter(
    (name) => Object.hasOwn(values, name) && !sameKind(variables[name]!, values[name]!),
  );
  const rule = `${where}: 'values' must hold exactly the parameters of the model`;
  if (missing.length > 0) throw new RangeError(`${rule}, got none named ${list(missing)}.`);
  if (unexpected.length > 0) throw new RangeError(`${rule}, got ${list(unexpected)}.`);
  if (mismatched.length > 0) {
    const name = mismatched[0]!;
    throw new RangeError(
      `${where}: '${name}' must be ${kind(variables[name]!)}, got ${kind(values[name]!)}.`,
    );
  }
  for (const name of wanted) {
    // Assigning a variable to itself would free its data first.
    if (values[name] !== variables[name]) variables[name]!.assign(values[name]!);
  }
}

const kind = (tensor: tf.Tensor) => `${tensor.dtype} [${tensor.shape.join(', ')}]`;
const sameKind = (a: tf.Tensor, b: tf.Tensor) => kind(a) === kind(b);

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

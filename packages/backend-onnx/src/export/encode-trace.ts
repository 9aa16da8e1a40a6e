import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { Builder } from '../core/builder.ts';
import type { LazyGraph } from '../core/graph.ts';
import type { Numbers, Value } from '../core/kernel.ts';
import type { Graph, Name } from '../onnx/model.ts';
import type { Trace } from './trace.ts';

/** Writes the nodes of a traced graph, and names its targets. */
export type WriteTrace = (g: Builder, graph: LazyGraph, writeLeaf: (leaf: Value) => Name) => Name[];

/** A trace as a graph: inputs and outputs by their names, variables as initializers by theirs. */
export function encodeTrace(
  backend: Backend,
  { graph, inputs, outputs }: Trace,
  write: WriteTrace,
): Graph {
  // No name of a user begins with a slash.
  const g = new Builder('/', { portable: true });
  const taken = new Set<Name>([...inputs.values(), ...outputs]);
  const variables = variableNames(backend);
  const written: { readonly value: Value; readonly name: Name }[] = [];

  const writeConstant = (value: Value): Name => {
    const { shape, dtype } = value;
    const data = value.data!;
    const known = written.find(
      (other) => other.value.data === data && other.value.shape.join() === shape.join(),
    );
    if (known) return known.name;
    const variable = variables.get(data);
    let name: Name;
    if (variable !== undefined && !taken.has(variable)) {
      name = g.initializer(variable, dtype, shape, data);
      taken.add(variable);
    } else if (data.length > 1 && data.every((x) => Object.is(x, data[0]))) {
      // Short, and its shape may be a free one.
      name = g.expand(g.constant(dtype, [], data.slice(0, 1)), shape);
    } else {
      name = g.constant(dtype, shape, data);
    }
    written.push({ value, name });
    return name;
  };

  const results = write(g, graph, (leaf) => {
    const name = inputs.get(leaf);
    return name === undefined ? writeConstant(leaf) : g.input(leaf.dtype, leaf.shape, name);
  });
  graph.targets.forEach(({ dtype, shape }, i) => {
    g.output(results[i]!, dtype, shape, outputs[i]!);
  });
  return g.finish();
}

/** Names of the variables that live on the backend, by their numbers. */
function variableNames(backend: Backend): Map<Numbers, string> {
  const variables = Object.values(tf.engine().registeredVariables);
  return new Map(
    variables
      .filter((variable) => backend.holds(variable))
      .map((variable) => [backend.lazyValue(variable).data!, variable.name]),
  );
}

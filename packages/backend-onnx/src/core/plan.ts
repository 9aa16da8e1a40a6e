import type { LazyGraph } from './graph.ts';
import type { LazyNode, NodePlan, Value } from './kernel.ts';
import { isPlain, type Layout, plain, sizeOf } from './layout.ts';

/**
 * Decides, between recording and emission, how every value lies in memory and which form every node
 * takes. A pure function of the graph: shapes decide, never timings or what ran before, so the same
 * step always gives the same numbers. Leaves and targets lie as TF.js has them.
 */
export function plan({ nodes, leaves }: LazyGraph): NodePlan[] {
  const layouts = new Map<Value, Layout>();
  for (const leaf of leaves) layouts.set(leaf, plain(leaf.shape.length));
  return nodes.map((node) => {
    const inputs = node.inputs.map((value) => layouts.get(value)!);
    const chosen = node.kernel.plan?.(node, inputs) ?? planPlain(node);
    for (const [k, value] of node.outputs.entries()) layouts.set(value, chosen.outputs[k]!);
    return chosen;
  });
}

/** Everything as TF.js has it. */
export function planPlain({ inputs, outputs }: LazyNode): NodePlan {
  return {
    inputs: inputs.map(({ shape }) => plain(shape.length)),
    outputs: outputs.map(({ shape }) => plain(shape.length)),
  };
}

/**
 * For element-wise kernels: the output lies as the largest input of its rank that is not plain, and
 * the others of that rank are read so too.
 */
export function planElementwise(
  { inputs, outputs }: LazyNode,
  layouts: readonly Layout[],
): NodePlan {
  const rank = outputs[0]!.shape.length;
  let chosen = plain(rank);
  let largest = 0;
  inputs.forEach(({ shape }, k) => {
    const layout = layouts[k]!;
    if (shape.length !== rank || isPlain(layout) || sizeOf(shape) <= largest) return;
    chosen = layout;
    largest = sizeOf(shape);
  });
  return {
    inputs: inputs.map(({ shape }) => (shape.length === rank ? chosen : plain(shape.length))),
    outputs: outputs.map(() => chosen),
  };
}

/** The output lies as the input does. */
export const planUnary = (_: LazyNode, [layout]: readonly Layout[]): NodePlan => ({
  inputs: [layout!],
  outputs: [layout!],
});

import type { Name } from '../onnx/model.ts';
import type { Builder } from './builder.ts';
import { NodeEmission, type Written } from './emission.ts';
import type { LazyGraph } from './graph.ts';
import type { LazyNode, NodePlan, RecordedKernel, Value } from './kernel.ts';
import { between, permute, plain } from './layout.ts';

/**
 * Writes the nodes of a graph as they are planned.
 *
 * @param emitOf chooses what writes a node; default its kernel.
 * @param writeLeaf names a value that the graph starts from, in TF.js's own order of axes.
 * @returns the names of the targets, in that order too.
 * @throws KernelError naming the TF.js kernel that could not be written.
 */
export function writeGraph(
  g: Builder,
  graph: LazyGraph,
  plans: readonly NodePlan[],
  writeLeaf: (leaf: Value) => Name,
  emitOf: (node: LazyNode) => RecordedKernel['emit'] = ({ kernel }) => kernel.emit,
): Name[] {
  const written = new Map<Value, Written>();
  for (const leaf of graph.leaves) {
    written.set(leaf, { name: writeLeaf(leaf), layout: plain(leaf.shape.length) });
  }
  graph.nodes.forEach((node, position) => {
    g.label = `${position}:${node.kernel.name}`;
    try {
      const names = emitOf(node)(g, new NodeEmission(g, node, plans[position]!, written));
      node.outputs.forEach((value, k) => {
        const name = typeof names === 'string' ? names : names[k]!;
        written.set(value, { name, layout: plans[position]!.outputs[k]! });
      });
    } catch (error) {
      throw new KernelError(node, error);
    }
  });
  g.label = 'output';
  return graph.targets.map((target) => {
    const { name, layout } = written.get(target)!;
    const rank = target.shape.length;
    return g.transpose(name, permute(target.shape, layout), between(layout, plain(rank)));
  });
}

/** An error of one kernel: names it, and where it was recorded if that is known. */
export class KernelError extends Error {
  constructor(node: LazyNode, cause: unknown) {
    const shapes = node.inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(', ');
    const reason = cause instanceof Error ? cause.message : String(cause);
    const recorded = node.stack ? `\nRecorded ${node.stack}` : '';
    super(`onnx: ${node.kernel.name}(${shapes}) failed: ${reason}${recorded}`, { cause });
    this.name = 'KernelError';
  }
}

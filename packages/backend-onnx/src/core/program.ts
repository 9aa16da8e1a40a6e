import { encodeModel } from '../onnx/model.ts';
import { Builder } from './builder.ts';
import type { LazyGraph } from './graph.ts';
import type { NodePlan, Numbers } from './kernel.ts';
import { sizeOf } from './layout.ts';
import { plan } from './plan.ts';
import { nativeTensor, Session, type SessionOptions } from './session.ts';
import { KernelError, writeGraph } from './write-graph.ts';

/** A lazy graph compiled once; runs on any graph with the same key. */
export class Program {
  /** Number of nodes by form, for nodes that have several forms. */
  readonly forms: Readonly<Record<string, number>>;
  /** Bytes of all values of the graph: more than it ever holds at once. */
  readonly bytes: number;
  readonly #session: Session;
  /** By leaf: its input's name. */
  readonly #feeds: readonly string[];
  /** By target: its output's name. */
  readonly #results: readonly string[];

  /** @throws KernelError naming the TF.js kernel that could not be written. */
  constructor(graph: LazyGraph, options: SessionOptions) {
    const plans = plan(graph);
    this.forms = countForms(plans);
    this.bytes = graph.nodes
      .flatMap(({ outputs }) => outputs)
      .reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
    const g = new Builder();
    const feeds: string[] = [];
    const names = writeGraph(g, graph, plans, (leaf) => {
      const name = g.input(leaf.dtype, leaf.shape);
      feeds.push(name);
      return name;
    });
    this.#feeds = feeds;
    // onnxruntime starts with what the last output needs. Written backwards, a filter's gradient is computed as
    // soon as the gradient that it is made from; forwards, all filters' would come at the end.
    const results: string[] = [];
    for (const [i, { dtype, shape }] of [...graph.targets.entries()].toReversed()) {
      results[i] = g.output(names[i]!, dtype, shape);
    }
    this.#results = results;
    const model = encodeModel(g.finish());
    try {
      this.#session = new Session(model, this.#results, options);
    } catch (error) {
      throw blame(graph, error);
    }
  }

  /** The targets' numbers, in fresh memory. */
  run(graph: LazyGraph): Numbers[] {
    const feeds = Object.fromEntries(
      graph.leaves.map((leaf, i) => {
        leaf.native ??= nativeTensor(leaf.dtype, leaf.data!, leaf.shape);
        return [this.#feeds[i]!, leaf.native];
      }),
    );
    try {
      const results = this.#session.run(feeds);
      return this.#results.map((name) => results[name]!.data);
    } catch (error) {
      throw blame(graph, error);
    }
  }

  dispose(): void {
    this.#session.dispose();
  }
}

function countForms(plans: readonly NodePlan[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { form } of plans) if (form) counts[form] = (counts[form] ?? 0) + 1;
  return counts;
}

/** onnxruntime quotes the name of the node that failed; its label leads back to the TF.js kernel. */
function blame(graph: LazyGraph, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const position = /\b(\d+):\w+\/[txy]\d+/.exec(message)?.[1];
  const node = position === undefined ? undefined : graph.nodes[Number(position)];
  if (node) return new KernelError(node, error);
  const kernels = [...new Set(graph.nodes.map(({ kernel }) => kernel.name))].join(', ');
  return new Error(`onnx: a graph of ${kernels} failed: ${message}`, { cause: error });
}

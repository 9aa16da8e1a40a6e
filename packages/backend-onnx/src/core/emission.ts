import type { Name } from '../onnx/model.ts';
import type { Builder } from './builder.ts';
import type { DType, LazyNode, NodePlan, Value } from './graph.ts';
import { between, type Layout, permute } from './layout.ts';

/** A value that is written already: its name, and how it lies. */
export interface Written {
  readonly name: Name;
  readonly layout: Layout;
}

/** A node as its kernel sees it while it writes ONNX. Shapes are logical unless said otherwise. */
export class Emission {
  readonly #g: Builder;
  readonly #node: LazyNode;
  readonly #written: ReadonlyMap<Value, Written>;
  readonly plan: NodePlan;

  constructor(g: Builder, node: LazyNode, plan: NodePlan, written: ReadonlyMap<Value, Written>) {
    this.#g = g;
    this.#node = node;
    this.plan = plan;
    this.#written = written;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each kernel reads back what its own `record` gave
  get attrs(): any {
    return this.#node.attrs;
  }

  get count(): number {
    return this.#node.inputs.length;
  }

  /** Input `k`, in the layout that the plan says it is read in. */
  in(k: number): Name {
    return this.inLayout(k, this.plan.inputs[k]!);
  }

  inLayout(k: number, layout: Layout): Name {
    const value = this.#node.inputs[k]!;
    const { name, layout: from } = this.#written.get(value)!;
    return this.#g.transpose(name, permute(value.shape, from), between(from, layout));
  }

  all(): Name[] {
    return this.#node.inputs.map((_, k) => this.in(k));
  }

  shape(k: number): number[] {
    return [...this.#node.inputs[k]!.shape];
  }

  dtype(k: number): DType {
    return this.#node.inputs[k]!.dtype;
  }

  outShape(k = 0): number[] {
    return [...this.#node.outputs[k]!.shape];
  }

  outDtype(k = 0): DType {
    return this.#node.outputs[k]!.dtype;
  }

  /**
   * Input `k` so that it broadcasts against the first output as that one lies: a shorter shape gets
   * ones in front, and its axes follow the output's layout.
   */
  operand(k: number): Name {
    const layout = this.plan.outputs[0]!;
    const shape = this.shape(k);
    if (shape.length === layout.length) return this.in(k);
    if (shape.length === 0 || layout.every((axis, i) => axis === i)) return this.in(k);
    const full = [...Array(layout.length - shape.length).fill(1), ...shape];
    return this.#g.transpose(this.#g.reshape(this.in(k), full), full, layout);
  }
}

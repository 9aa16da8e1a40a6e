import type { Name } from '../onnx/model.ts';
import type { Builder } from './builder.ts';
import type { Behind, DType, Emission, LazyNode, NodePlan, Value } from './kernel.ts';
import { between, isPlain, type Layout, permute } from './layout.ts';

/** A value that is written already: its name, and how it lies. */
export interface Written {
  readonly name: Name;
  readonly layout: Layout;
}

/** One node while it is written, among the values written before it. */
export class NodeEmission implements Emission {
  readonly plan: NodePlan;
  readonly #g: Builder;
  readonly #node: LazyNode;
  readonly #written: ReadonlyMap<Value, Written>;

  constructor(g: Builder, node: LazyNode, plan: NodePlan, written: ReadonlyMap<Value, Written>) {
    this.plan = plan;
    this.#g = g;
    this.#node = node;
    this.#written = written;
  }

  get attrs(): object {
    return this.#node.attrs;
  }

  in(k: number): Name {
    return this.#inLayout(this.#node.inputs[k]!, this.plan.inputs[k]!);
  }

  behind(k: number, name: string): Behind | undefined {
    const { node } = this.#node.inputs[k]!;
    if (node?.kernel.name !== name) return undefined;
    return {
      attrs: node.attrs,
      in: (i) => this.#inLayout(node.inputs[i]!, this.plan.inputs[k]!),
      shape: (i) => [...node.inputs[i]!.shape],
      dtype: (i) => node.inputs[i]!.dtype,
    };
  }

  #inLayout(value: Value, layout: Layout): Name {
    const { name, layout: from } = this.#written.get(value)!;
    return this.#g.transpose(name, permute(value.shape, from), between(from, layout));
  }

  all(): Name[] {
    return this.#node.inputs.map((_, k) => this.in(k));
  }

  operand(k: number): Name {
    const layout = this.plan.outputs[0]!;
    const shape = this.shape(k);
    if (shape.length === layout.length) return this.in(k);
    // Where shapes of different rank meet a last axis of 1, onnxruntime takes its numbers one by one: 30 times slower.
    const endsInOne = this.outShape()[layout.at(-1)!] === 1;
    const follows = shape.length === 0 || isPlain(layout);
    if (follows && !endsInOne) return this.in(k);
    const full = [...Array(layout.length - shape.length).fill(1), ...shape];
    return this.#g.transpose(this.#g.reshape(this.in(k), full), full, layout);
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
}

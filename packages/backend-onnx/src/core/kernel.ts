import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Name } from '../onnx/model.ts';
import type { Builder } from './builder.ts';
import type { Layout, Shape } from './layout.ts';
import type { NativeTensor } from './session.ts';

// What a kernel is made of. An author needs this file, the Builder, and a kernel to look at.

/** The TF.js types that graphs compute with; strings and complex numbers stay outside. */
export type DType = 'float32' | 'int32' | 'bool';

export type Numbers = Float32Array | Int32Array | Uint8Array;

/** The contents of a tensor: computed already (`data`), or to be computed by `node`. */
export class Value {
  readonly shape: Shape;
  readonly dtype: DType;
  /** What will compute it, and which of its outputs it is; null once computed. */
  node: LazyNode | null;
  readonly output: number;
  /** In TF.js's own order of axes. */
  data: Numbers | null = null;
  /** `data` as onnxruntime takes it, made once. */
  native: NativeTensor | null = null;

  constructor(shape: Shape, dtype: DType, node: LazyNode | null = null, output = 0) {
    this.shape = shape;
    this.dtype = dtype;
    this.node = node;
    this.output = output;
  }
}

/** A recorded kernel call: what, on what, and nothing about how. */
export interface LazyNode {
  /** Grows with time: sorting by it is a topological order. */
  readonly id: number;
  readonly kernel: RecordedKernel;
  readonly attrs: object;
  readonly inputs: readonly Value[];
  readonly outputs: Value[];
  /** Where it was recorded, with `debug`. */
  readonly stack: string | undefined;
}

/** How one node is to be computed: the layouts it reads and writes, and the form of its maths. */
export interface NodePlan {
  readonly inputs: readonly Layout[];
  readonly outputs: readonly Layout[];
  readonly form?: string;
}

/** Shape and type of an output. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A kernel call translated: tensors in a fixed order, attributes resolved to plain data. */
export interface Recording<Attrs extends object = object> {
  readonly inputs: readonly TensorInfo[];
  /** All that the ONNX form depends on besides the inputs' shapes and types. */
  readonly attrs?: Attrs;
  readonly outputs: readonly Spec[];
}

/** A node as its kernel sees it while it writes ONNX. Shapes are logical, as TF.js has them. */
export interface Emission {
  readonly plan: NodePlan;
  // biome-ignore lint/suspicious/noExplicitAny: each kernel reads back what its own `record` gave
  readonly attrs: any;
  /** Input `k`, in the layout that the plan says it is read in. */
  in(k: number): Name;
  all(): Name[];
  /**
   * Input `k` so that it broadcasts against the first output as that one lies: a shorter shape gets
   * ones in front, and its axes follow the output's layout.
   */
  operand(k: number): Name;
  /** What input `k` was made from, if by the kernel `name`. */
  behind(k: number, name: string): Behind | undefined;
  shape(k: number): number[];
  dtype(k: number): DType;
  outShape(k?: number): number[];
  outDtype(k?: number): DType;
}

/** A node that an input was made by. Its own inputs are read in the layout in which what it made is read. */
export interface Behind {
  // biome-ignore lint/suspicious/noExplicitAny: that kernel's own
  readonly attrs: any;
  in(k: number): Name;
  shape(k: number): number[];
  dtype(k: number): DType;
}

/** Named tensors (some kernels take a list or optional ones) and attributes, as TF.js gives them. */
// biome-ignore lint/suspicious/noExplicitAny: each kernel names the inputs and attributes it takes
export type Arguments = any;

/** A TF.js kernel as ONNX operators. Adding one: write this, and list it in kernels/index.ts. */
export interface RecordedKernel {
  /** The TF.js kernel name. */
  readonly name: string;
  /** Whether TF.js expects a list, also of one output. */
  readonly list?: boolean;
  /** Translates a call; undefined: not with these types or attributes, TF.js's cpu kernel takes it. */
  record(inputs: Arguments, attrs: Arguments): Recording | undefined;
  /** Chooses layouts and the form; by default everything lies as TF.js has it. */
  plan?(node: LazyNode, layouts: readonly Layout[]): NodePlan;
  /** Writes the ONNX nodes and names the outputs. */
  emit(g: Builder, n: Emission): Name | Name[];
}

/** A kernel that records nothing itself: another view of its input, or other kernels in turn. */
export interface DirectKernel {
  readonly name: string;
  /** Whether it also takes strings and complex numbers. */
  readonly anyType?: boolean;
  run(host: Host, inputs: Arguments, attrs: Arguments): TensorInfo | TensorInfo[];
}

export type Kernel = RecordedKernel | DirectKernel;

/** What a {@link DirectKernel} may ask of the backend. */
export interface Host {
  /** The same contents under another shape or type: no copy, one more reference. */
  alias(x: TensorInfo, shape: readonly number[]): TensorInfo;
  /** A new tensor; takes the array over. */
  make(data: Numbers, shape: readonly number[], dtype: DType): TensorInfo;
  makeComplex(real: TensorInfo, imag: TensorInfo): TensorInfo;
  /** The two tensors of a complex one; the caller must not dispose them. */
  parts(x: TensorInfo): { real: TensorInfo; imag: TensorInfo };
  /** The numbers, if they are computed already; to be read only. */
  computed(x: TensorInfo): Numbers | null;
  /** The numbers, computed now if they are pending; to be read only. */
  numbers(x: TensorInfo): Numbers;
  /** Whole rows of a computed tensor, in the same memory, from the number at `offset` on. */
  rows(x: TensorInfo, offset: number, shape: readonly number[]): TensorInfo;
  /**
   * The numbers of a tensor that the caller gives up, to be written over, and the tensor that will then
   * hold them: the same memory if nobody else holds it, a copy otherwise.
   */
  donated(x: TensorInfo): { readonly data: Numbers; readonly tensor: TensorInfo };
  /** Records one kernel. */
  record(kernel: RecordedKernel, inputs: Arguments, attrs?: Arguments): TensorInfo;
  /** Another TF.js kernel on this backend. */
  call(name: string, inputs: Arguments, attrs?: Arguments): TensorInfo;
  /** The kernel of TF.js's cpu backend. */
  fallback(name: string, inputs: Arguments, attrs: Arguments): TensorInfo | TensorInfo[];
  dispose(x: TensorInfo): void;
}

export const like = (x: TensorInfo): Spec => ({ shape: x.shape, dtype: x.dtype as DType });

export const spec = (shape: Shape, dtype: DataType): Spec => ({ shape, dtype: dtype as DType });

/** Tensors by name. */
export type Inputs<Names extends string> = Readonly<Record<Names, TensorInfo>>;

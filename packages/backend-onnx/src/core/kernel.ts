import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Name } from '../onnx/model.ts';
import type { Builder } from './builder.ts';
import type { Emission } from './emission.ts';
import type { DType, LazyNode, NodePlan, Numbers } from './graph.ts';
import type { Layout, Shape } from './layout.ts';

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
  /** The numbers, if they are computed already. */
  computed(x: TensorInfo): Numbers | null;
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

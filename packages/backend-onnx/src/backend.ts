import { totalmem } from 'node:os';
import type { BackendTimingInfo, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Cache } from './core/cache.ts';
import { collect, type LazyGraph } from './core/graph.ts';
import {
  type Arguments,
  type DType,
  type Host,
  type Kernel,
  type LazyNode,
  type Numbers,
  type RecordedKernel,
  Value,
} from './core/kernel.ts';
import { type Shape, sizeOf } from './core/layout.ts';
import { Program } from './core/program.ts';
import { native } from './core/session.ts';
import { CpuFallback } from './fallback.ts';
import { reshape } from './kernels/views.ts';
import type { OnnxBackend, OnnxReport } from './onnx-backend.ts';
import type { ResolvedOptions } from './options.ts';

type Values = tf.backend_util.BackendValues;

/** What TF.js's `dataId` stands for. */
interface Contents {
  readonly dtype: DataType;
  /** Exactly one of the three. */
  readonly value?: Value;
  readonly strings?: Uint8Array[];
  readonly parts?: { readonly real: TensorInfo; readonly imag: TensorInfo };
  references: number;
  /** When a variable took it over: a later step that reads it starts a new graph (see `#read`). */
  assigned: Moment | null;
}

/** Where a program is, as far as that tells one step from the next. */
interface Moment {
  /** The outermost `tf.tidy`, or TF.js's own scope around one operation. */
  readonly scope: number | undefined;
  /** The forward pass of a gradient, inside one. */
  readonly forward: number | undefined;
}

function now(): Moment {
  const { scopeStack } = tf.engine().state;
  const forward = scopeStack.find(({ name }) => name === 'forward'); // named so by TF.js's `gradients`
  return { scope: scopeStack[0]?.id, forward: forward?.id };
}

/** Whether a read now belongs to another step than an assignment then. */
function isPast(assigned: Moment): boolean {
  const { scope, forward } = now();
  return scope !== assigned.scope || (forward !== undefined && forward !== assigned.forward);
}

/**
 * Pending kernels at which a graph runs although nothing was read: a bound on memory for programs
 * that never read. A training step of this project records about 500.
 */
const pendingLimit = 10_000;

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/**
 * The TF.js backend. Kernels are recorded; a read compiles all that is pending and still wanted into
 * one onnxruntime graph (once per structure) and runs it. docs/backend-onnx.md draws the way.
 */
export class Backend extends tf.KernelBackend implements Host, OnnxBackend {
  readonly options: ResolvedOptions;
  readonly #kernels: ReadonlyMap<string, Kernel>;
  readonly #contents: tf.DataStorage<Contents>;
  readonly #programs: Cache<Program>;
  readonly #fallback: CpuFallback;
  /** Values that a tensor holds and that are not computed yet, in the order of recording. */
  readonly #pending = new Set<Value>();
  /** Memory in which several tensors lie, or from which a graph that failed may run again: kept as it is. */
  readonly #shared = new WeakSet<ArrayBufferLike>();
  #recorded = 0;
  /** The newest node that computes, or computed, a variable's value. */
  #lastAssigned = -1;
  #sinceRun = 0;
  #counts = { kernels: 0, compiles: 0, runs: 0, runMs: 0 };
  #forms: Record<string, number> = {};

  /** Use {@link registerOnnxBackend}. */
  constructor(options: ResolvedOptions, kernels: ReadonlyMap<string, Kernel>) {
    super();
    native(); // an error at the start rather than at the first read
    this.options = options;
    this.#kernels = kernels;
    this.#contents = new tf.DataStorage(this, tf.engine());
    this.#programs = new Cache({ count: options.cacheSize, bytes: totalmem() / 2 });
    this.#fallback = new CpuFallback(options.fallback);
  }

  // --- counts ---

  report(): OnnxReport {
    return {
      ...this.#counts,
      cached: this.#programs.size,
      pending: this.#pending.size,
      forms: { ...this.#forms },
      fallbacks: this.#fallback.counts(),
    };
  }

  resetReport(): void {
    this.#counts = { kernels: 0, compiles: 0, runs: 0, runMs: 0 };
    this.#forms = {};
    this.#fallback.resetCounts();
  }

  // --- kernels ---

  /** A kernel call by TF.js or by another kernel. */
  dispatch(kernel: Kernel, inputs: Arguments, attrs: Arguments): TensorInfo | TensorInfo[] {
    const anyType = 'run' in kernel && kernel.anyType;
    const foreign = Object.values<TensorInfo | undefined>(inputs ?? {}).some(
      (x) => x && (x.dtype === 'string' || x.dtype === 'complex64'),
    );
    if (foreign && !anyType) return this.fallback(kernel.name, inputs, attrs);
    if ('run' in kernel) return kernel.run(this, inputs, attrs ?? {});
    const tensors = this.#recordAll(kernel, inputs, attrs ?? {});
    if (!tensors) return this.fallback(kernel.name, inputs, attrs);
    return tensors.length === 1 && !kernel.list ? tensors[0]! : tensors;
  }

  record(kernel: RecordedKernel, inputs: Arguments, attrs: Arguments = {}): TensorInfo {
    return this.#recordAll(kernel, inputs, attrs)![0]!;
  }

  #recordAll(
    kernel: RecordedKernel,
    inputs: Arguments,
    attrs: Arguments,
  ): TensorInfo[] | undefined {
    const recording = kernel.record(inputs, attrs);
    if (!recording) return undefined;
    const values = recording.inputs.map((x) => this.#read(x));
    const outputs = this.#push(kernel, values, recording.attrs ?? {}, recording.outputs);
    const tensors = outputs.map((value) => this.#hold(value));
    if (this.options.eager || this.#sinceRun >= pendingLimit) this.#flush();
    return tensors;
  }

  call(name: string, inputs: Arguments, attrs: Arguments = {}): TensorInfo {
    const kernel = this.#kernels.get(name);
    const result = kernel
      ? this.dispatch(kernel, inputs, attrs)
      : this.fallback(name, inputs, attrs);
    return Array.isArray(result) ? result[0]! : result;
  }

  fallback(name: string, inputs: Arguments, attrs: Arguments): TensorInfo | TensorInfo[] {
    return this.#fallback.run(this, name, inputs, attrs);
  }

  /** Whether a tensor's contents are here rather than on another backend. */
  holds({ dataId }: Pick<TensorInfo, 'dataId'>): boolean {
    return this.#contents.has(dataId);
  }

  /** The value of a tensor, for who writes its graph: `toOnnx`. */
  lazyValue(x: TensorInfo): Value {
    return this.#read(x);
  }

  /** The value of an input, under the input's own shape. */
  #read({ dataId, shape }: TensorInfo): Value {
    const { value, assigned } = this.#contents.get(dataId);
    // A step reads the variables that the step before assigned. Running that one first, up to its last
    // assignment, gives every step the same graph, whether or not anybody reads in between. What a step
    // reads of its own assignments (batch norm's statistics, a second time) stays in its graph.
    if (value!.node && assigned && isPast(assigned)) this.#flush(this.#lastAssigned);
    if (sameShape(value!.shape, shape)) return value!;
    if (value!.data) {
      const view = new Value(shape, value!.dtype);
      view.data = value!.data;
      return view;
    }
    return this.#push(reshape, [value!], { shape }, [{ shape, dtype: value!.dtype }])[0]!;
  }

  #push(
    kernel: RecordedKernel,
    inputs: readonly Value[],
    attrs: object,
    outputs: readonly { shape: Shape; dtype: DType }[],
  ): Value[] {
    this.#counts.kernels++;
    this.#sinceRun++;
    const stack = this.options.debug ? callSite() : undefined;
    const node: LazyNode = { id: this.#recorded++, kernel, attrs, inputs, outputs: [], stack };
    outputs.forEach(({ shape, dtype }, k) => {
      node.outputs.push(new Value([...shape], dtype, node, k));
    });
    for (const value of node.outputs) {
      if (sizeOf(value.shape) > 0) continue;
      value.data = new arrays[value.dtype](0);
      value.node = null;
    }
    return node.outputs;
  }

  // --- running ---

  /** Computes everything that is pending and held by a tensor, up to the node `last`. */
  #flush(last = Number.POSITIVE_INFINITY): void {
    this.#sinceRun = 0;
    const targets = [...this.#pending].filter(({ node }) => node!.id <= last);
    for (const target of targets) this.#pending.delete(target);
    if (targets.length > 0) this.#run(targets);
  }

  #run(targets: readonly Value[]): void {
    const graph = collect(targets);
    const program = this.#programs.get(graph.key, () => {
      this.#counts.compiles++;
      const compiled = new Program(graph, this.options);
      for (const [form, count] of Object.entries(compiled.forms)) {
        this.#forms[form] = (this.#forms[form] ?? 0) + count;
      }
      return compiled;
    });
    this.#counts.runs++;
    const start = performance.now();
    const results = this.#results(program, graph);
    this.#counts.runMs += performance.now() - start;
    targets.forEach((value, i) => {
      value.data = results[i]!;
      value.node = null;
    });
  }

  #results(program: Program, graph: LazyGraph): Numbers[] {
    try {
      return program.run(graph);
    } catch (error) {
      for (const { data } of graph.leaves) this.#shared.add(data!.buffer);
      throw error;
    }
  }

  #compute(value: Value): Numbers {
    if (value.node) {
      try {
        this.#flush();
      } catch (error) {
        // One bad kernel must not take unrelated tensors with it: this value gets a graph of its own.
        if (!value.node) throw error;
        this.#run([value]);
      }
      // Left over from a flush that failed.
      if (value.node) this.#run([value]);
    }
    return value.data!;
  }

  // --- Host ---

  alias(x: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#contents.get(x.dataId).references++;
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  make(data: Numbers, shape: readonly number[], dtype: DType): TensorInfo {
    const value = new Value([...shape], dtype);
    value.data = data;
    return this.#hold(value);
  }

  makeComplex(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const parts = { real: this.alias(real, real.shape), imag: this.alias(imag, imag.shape) };
    const dataId = this.#store({ dtype: 'complex64', parts });
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  parts(x: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    const { real, imag } = this.#contents.get(x.dataId).parts!;
    return { real: { ...real, shape: x.shape }, imag: { ...imag, shape: x.shape } };
  }

  computed(x: TensorInfo): Numbers | null {
    return this.#contents.get(x.dataId).value?.data ?? null;
  }

  numbers(x: TensorInfo): Numbers {
    return this.#compute(this.#contents.get(x.dataId).value!);
  }

  rows(x: TensorInfo, offset: number, shape: readonly number[]): TensorInfo {
    const data = this.computed(x)!;
    this.#shared.add(data.buffer);
    return this.make(data.subarray(offset, offset + sizeOf(shape)), shape, x.dtype as DType);
  }

  donated(x: TensorInfo): { data: Numbers; tensor: TensorInfo } {
    this.#settle();
    const data = this.numbers(x);
    const isFree = this.refCount(x.dataId) === 1 && !this.#shared.has(data.buffer);
    if (isFree) return { data, tensor: this.alias(x, x.shape) };
    const copy = data.slice();
    return { data: copy, tensor: this.make(copy, x.shape, x.dtype as DType) };
  }

  /** Runs what is pending, so that nothing reads later what is overwritten now. */
  #settle(): void {
    try {
      this.#flush();
    } catch {
      // Not this caller's: it comes again when the value that failed is read.
    }
  }

  override dispose(x?: TensorInfo): void {
    if (x) {
      this.disposeData(x.dataId);
      return;
    }
    // TF.js removes the backend.
    this.#pending.clear();
    this.#programs.clear();
  }

  #hold(value: Value): TensorInfo {
    if (value.node) this.#pending.add(value);
    const dataId = this.#store({ dtype: value.dtype, value });
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  #store(contents: Pick<Contents, 'dtype' | 'value' | 'strings' | 'parts'>): object {
    const dataId = {};
    this.#contents.set(dataId, { ...contents, references: 1, assigned: null });
    return dataId;
  }

  // --- TF.js's storage interface ---

  /** Copies: the caller may reuse its array before the graph runs. */
  override write(values: Values | null, shape: number[], dtype: DataType): object {
    return this.#store(contentsOf(values, shape, dtype));
  }

  override move(
    dataId: object,
    values: Values,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    if (dtype === 'complex64') {
      const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
      const parts = {
        real: this.make(real, shape, 'float32'),
        imag: this.make(imag, shape, 'float32'),
      };
      this.#contents.set(dataId, { dtype, parts, references, assigned: null });
      return;
    }
    this.#contents.set(dataId, {
      ...contentsOf(values, shape, dtype),
      references,
      assigned: null,
    });
  }

  /** A copy: writing into it changes nothing here. */
  override readSync(dataId: object): Values {
    const { value, strings, parts } = this.#contents.get(dataId);
    if (strings) return strings;
    if (parts) {
      const [real, imag] = [parts.real, parts.imag].map((x) => this.readSync(x.dataId));
      return tf.backend_util.mergeRealAndImagArrays(real as Float32Array, imag as Float32Array);
    }
    return this.#compute(value!).slice();
  }

  override async read(dataId: object): Promise<Values> {
    return this.readSync(dataId);
  }

  override numDataIds(): number {
    return this.#contents.numDataIds();
  }

  override refCount(dataId: object): number {
    return this.#contents.has(dataId) ? this.#contents.get(dataId).references : 0;
  }

  /** TF.js calls this for variables only: kernels count their references themselves. */
  override incRef(dataId: object): void {
    const contents = this.#contents.get(dataId);
    contents.references++;
    contents.assigned = now();
    const { node } = contents.value ?? {};
    if (node) this.#lastAssigned = Math.max(this.#lastAssigned, node.id);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#contents.has(dataId)) return true;
    const contents = this.#contents.get(dataId);
    contents.references--;
    if (!force && contents.references > 0) return false;
    if (contents.value) this.#pending.delete(contents.value);
    if (contents.parts) {
      this.disposeData(contents.parts.real.dataId);
      this.disposeData(contents.parts.imag.dataId);
    }
    this.#contents.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Includes the compilation, if what `body` records was never compiled. */
  override async time(body: () => void): Promise<BackendTimingInfo> {
    this.#flush();
    const start = tf.util.now();
    body();
    this.#flush();
    return { kernelMs: tf.util.now() - start };
  }
}

function contentsOf(
  values: Values | null,
  shape: number[],
  dtype: DataType,
): Pick<Contents, 'dtype' | 'value' | 'strings'> {
  if (dtype === 'string') return { dtype, strings: (values ?? []) as Uint8Array[] };
  const value = new Value([...shape], dtype as DType);
  const numbers = arrays[dtype as DType];
  value.data = values ? numbers.from(values as Numbers) : new numbers(sizeOf(shape));
  return { dtype, value };
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** The stack above the backend and TF.js. */
function callSite(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50; // TF.js's own frames come first
  const lines = new Error().stack?.split('\n').slice(1) ?? [];
  Error.stackTraceLimit = limit;
  const own = /backend-onnx.(src.(?!.*[.]test)|dist)|@tensorflow/;
  return lines
    .filter((line) => !own.test(line))
    .slice(0, 4)
    .join('\n')
    .trim();
}

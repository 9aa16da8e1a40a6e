import { createRequire } from 'node:module';
import type { OnnxType } from '../onnx/model.ts';

/** What a session takes and gives: a view of memory with a type and a shape. */
export interface NativeTensor {
  readonly type: OnnxType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export interface SessionOptions {
  readonly threads: number;
  /** Microseconds. */
  readonly spinning: number;
  readonly memoryPattern: boolean;
  readonly memoryArena: boolean;
}

/** The part of onnxruntime-node 1.30.0's native class that is used here. */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(
    feeds: Record<string, NativeTensor>,
    fetches: Record<string, null>,
    options: object,
  ): Record<string, NativeTensor>;
  dispose(): void;
}

interface Native {
  readonly InferenceSession: new () => NativeSession;
  readonly Tensor: new (
    type: OnnxType,
    data: NativeTensor['data'],
    dims: readonly number[],
  ) => NativeTensor;
}

/**
 * onnxruntime-node's native binding. Its public `session.run` makes the same call inside a
 * `setImmediate`, which no synchronous read (`dataSync`) can wait for; so the backend takes the
 * binding from an internal path of the one version that it pins.
 *
 * @throws Error if that path or what it should export is not there.
 */
export function loadNative(load: (id: string) => unknown): Native {
  const entry = 'onnxruntime-node/dist/binding.js';
  let problem = 'it does not export binding.InferenceSession and initOrt';
  let cause: unknown;
  try {
    const { Tensor } = load('onnxruntime-node') as Native;
    const { binding, initOrt } = load(entry) as { binding?: Native; initOrt?: () => void };
    if (binding?.InferenceSession && initOrt && Tensor) {
      initOrt();
      return { InferenceSession: binding.InferenceSession, Tensor };
    }
  } catch (error) {
    cause = error;
    problem = error instanceof Error ? error.message : String(error);
  }
  throw new Error(
    `backend-onnx: cannot load '${entry}' of onnxruntime-node 1.30.0 on ${process.platform} ` +
      `${process.arch}: ${problem}.`,
    { cause },
  );
}

let loaded: Native | undefined;

/** {@link loadNative}, once. */
export function native(): Native {
  loaded ??= loadNative(createRequire(import.meta.url));
  return loaded;
}

/** Steps of onnxruntime's optimizer that cost a training step its memory (docs/backend-onnx.md). */
export const disabledOptimizers = [
  // Graphs have none, but for what `Builder.again` wants computed twice rather than kept.
  'CommonSubexpressionElimination',
  // What is folded stays for good: the zeros that a gradient is added to, as large as a layer.
  'ConstantFolding',
  // Results end in an `Identity` each, whose order decides that of the work (`Program`).
  'EliminateIdentity',
];

/** One compiled graph in onnxruntime. Feeds are not copied; results are fresh memory. */
export class Session {
  readonly #session: NativeSession;
  readonly #fetches: Record<string, null>;

  constructor(
    model: Uint8Array,
    outputs: readonly string[],
    { threads, spinning, memoryPattern, memoryArena }: SessionOptions,
  ) {
    this.#session = new (native().InferenceSession)();
    this.#fetches = Object.fromEntries(outputs.map((name) => [name, null]));
    // A load that fails leaves nothing behind, and `dispose` would throw.
    this.#session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      intraOpNumThreads: threads,
      enableMemPattern: memoryPattern,
      enableCpuMemArena: memoryArena,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4, // errors are thrown; not printed as well
      extra: {
        session: {
          intra_op:
            spinning > 0
              ? { allow_spinning: '1', spin_duration_us: `${spinning}` }
              : { allow_spinning: '0' },
        },
        optimization: { disable_specified_optimizers: disabledOptimizers.join(';') },
      },
    });
  }

  run(feeds: Record<string, NativeTensor>): Record<string, NativeTensor> {
    return this.#session.run(feeds, this.#fetches, {});
  }

  dispose(): void {
    this.#session.dispose();
  }
}

export function nativeTensor(
  type: OnnxType,
  data: NativeTensor['data'],
  shape: readonly number[],
): NativeTensor {
  return new (native().Tensor)(type, data, shape);
}

import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { ResolvedOptions } from './options.ts';

/** The backend as its users see it: `tf.backend()` after `tf.setBackend('onnx')`. */
export interface OnnxBackend extends KernelBackend {
  readonly options: ResolvedOptions;
  /** Counts of what was recorded, compiled, run and delegated to TF.js's cpu kernels. */
  report(): OnnxReport;
  /** Starts the counts again. */
  resetReport(): void;
}

/** Counters of a backend since it started, or since `resetReport`. */
export interface OnnxReport {
  /** Kernels recorded. */
  readonly kernels: number;
  /** Graphs compiled. */
  readonly compiles: number;
  /** Graphs run. */
  readonly runs: number;
  /** Milliseconds inside onnxruntime, compilation not included. */
  readonly runMs: number;
  /** Compiled graphs kept now. */
  readonly cached: number;
  /** Kernels recorded and not run yet. */
  readonly pending: number;
  /** Convolutions compiled, by the form that was chosen (docs/backend-onnx.md). */
  readonly forms: Readonly<Record<string, number>>;
  /** Calls that TF.js's cpu kernels took, by kernel. */
  readonly fallbacks: Readonly<Record<string, number>>;
}

import type { KernelBackend } from '@tensorflow/tfjs-core';
import type { ResolvedOptions } from './options.ts';

/** The registered backend: `tf.backend()` after `tf.setBackend('onnx')`. */
export interface OnnxBackend extends KernelBackend {
  /** The options it was registered with, defaults included. */
  readonly options: ResolvedOptions;
  /** Returns counts of what was recorded, compiled, run and delegated to TF.js's cpu kernels. */
  report(): OnnxReport;
  /** Sets the counts to 0. */
  resetReport(): void;
}

/** Counts of a backend since it started, or since `resetReport`. */
export interface OnnxReport {
  /** Kernels recorded. */
  readonly kernels: number;
  /** Graphs compiled. */
  readonly compiles: number;
  /** Graphs run. */
  readonly runs: number;
  /** Milliseconds spent in onnxruntime, excluding compilation. */
  readonly runMs: number;
  /** Compiled graphs currently kept. */
  readonly cached: number;
  /** Kernels recorded but not yet run. */
  readonly pending: number;
  /** Convolutions compiled, by the chosen form (docs/backend-onnx.md). */
  readonly forms: Readonly<Record<string, number>>;
  /** Calls delegated to TF.js's cpu kernels, by kernel. */
  readonly fallbacks: Readonly<Record<string, number>>;
}

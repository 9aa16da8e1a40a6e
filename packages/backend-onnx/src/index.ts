import { registerOnnxBackend } from './register.ts';

export type { OnnxBackend, OnnxReport } from './onnx-backend.ts';
export type { OnnxOptions, ResolvedOptions } from './options.ts';
export { onnxBackend, registerOnnxBackend } from './register.ts';
export { type InputExample, type ToOnnxOptions, toOnnx } from './to-onnx.ts';

registerOnnxBackend();

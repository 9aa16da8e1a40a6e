import { registerOnnxBackend } from './register.ts';

export { OnnxBackend, type OnnxReport } from './backend.ts';
export type { OnnxOptions, ResolvedOptions } from './options.ts';
export { onnxBackend, registerOnnxBackend } from './register.ts';

registerOnnxBackend();

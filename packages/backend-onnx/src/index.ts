import { registerOnnxBackend } from './register.ts';

export type { GraphModelFiles } from './export/graph-model.ts';
export type { ExportedFunction, InputExample } from './export/traced-graph.ts';
export type { OnnxBackend, OnnxReport } from './onnx-backend.ts';
export type { OnnxOptions, ResolvedOptions } from './options.ts';
export { onnxBackend, registerOnnxBackend } from './register.ts';
export { type ToGraphModelOptions, toGraphModel } from './to-graph-model.ts';
export { type ToOnnxOptions, toOnnx } from './to-onnx.ts';

registerOnnxBackend();

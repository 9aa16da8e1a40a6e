/** The file that a runtime opens, by format. */
export const modelFiles = {
  onnx: 'model.onnx',
  safetensors: 'model.safetensors',
  tfjs: 'model.json',
} as const;

export type ExportFormat = keyof typeof modelFiles;

export const exportFormats = Object.keys(modelFiles) as ExportFormat[];

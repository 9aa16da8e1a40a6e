/** The engines, in the order in which they are tried. */
export const engineNames = ['tensorflow', 'onnx', 'wasm', 'cpu'] as const;

export type EngineName = (typeof engineNames)[number];

import { toOnnx } from '@ssvaerr/backend-onnx';
import { networkFunction } from './network-function.ts';
import type { Trained } from './trained.ts';

/** A trained network as an ONNX file, for any number of clips of any length. */
export function onnxModel(
  trained: Trained,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { height, width } = trained.info;
  const clip = { shape: ['batch', 'time', height, width, 1] };
  return toOnnx(networkFunction(trained), { clip }, { metadata });
}

import type { Encoder } from '@ssvaerr/backbone';
import type { EncoderInfo } from '@ssvaerr/inference';
import { saveModel } from '@ssvaerr/inference';
import { centralSlice } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs';

/** The kernel of the 3-D stem. */
export const stemWeight = 'frontend3D.0.weight';

/** Saves an encoder; after training on single frames without the slices of the stem's kernel that no frame reached. */
export async function saveEncoder(
  file: string,
  { variables }: Encoder,
  info: EncoderInfo,
  perFrame: boolean,
): Promise<void> {
  if (!perFrame) return saveModel(file, { variables }, info);
  const stem = variables[stemWeight] as tf.Tensor5D;
  const central = tf.tidy(() => tf.variable(centralSlice(stem), false));
  await saveModel(file, { variables: { ...variables, [stemWeight]: central } }, info);
  central.dispose();
}

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Encoder, loadStateDict } from '@ssvaerr/backbone';
import { UserError } from '@ssvaerr/host';
import type { EncoderInfo, ModelInfo, Normalization } from '@ssvaerr/inference';
import { openWeights } from '@ssvaerr/inference';
import { canonicalStateDict } from '@ssvaerr/weights';

/**
 * Copies the encoder of a run, or of a file of weights, into another. Everything above the
 * encoder stays untrained, as in the paper.
 *
 * @param source a run's folder, a `.safetensors` or a `.pth` of torch's names.
 * @param by how the frames are normalised that it will see.
 * @throws UserError if there is no encoder in it, or one of another size or for other frames.
 */
export async function initialize(
  encoder: Encoder,
  source: string,
  by: Normalization,
): Promise<void> {
  const file = await weightsFile(source);
  const { tensors, info } = await openWeights(file);
  if (info) assertSame(file, info, encoder, by);
  try {
    loadStateDict(encoder, canonicalStateDict(tensors));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const width = `width ${encoder.config.width}, activation ${encoder.config.activation}`;
    throw new UserError(`${file}: does not fit the encoder (${width}): ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * Finds the file of weights that {@link initialize} reads.
 *
 * @throws UserError if there is none.
 */
export async function weightsFile(source: string): Promise<string> {
  if (!existsSync(source)) throw new UserError(`${source}: does not exist.`);
  if (!(await stat(source)).isDirectory()) return source;
  for (const name of ['encoder.safetensors', 'best.safetensors']) {
    const file = join(source, 'checkpoints', name);
    if (existsSync(file)) return file;
  }
  throw new UserError(
    `${source}: is not a run with weights (checkpoints/*.safetensors is missing).`,
  );
}

/** Weights say nothing about what they were trained with; the metadata of the file does. */
function assertSame(
  file: string,
  { model, pixel }: ModelInfo | EncoderInfo,
  encoder: Encoder,
  by: Normalization,
): void {
  const kind = (pixel: Normalization) => (pixel === 'frame' ? 'frame' : 'set');
  const pairs = {
    activation: [model.activation, encoder.config.activation],
    normalize: [kind(pixel), kind(by)],
  };
  for (const [key, [found, wanted]] of Object.entries(pairs)) {
    if (found === wanted) continue;
    throw new UserError(
      `${file}: was trained with ${key} ${found}, not ${wanted}. Set --${key} ${found}.`,
    );
  }
}

import { FileError, issueMessage } from '@ssvaerr/host';
import * as z from 'zod';
import { networkOptions } from './make-network.ts';
import type { Normalization } from './normalization.ts';

const count = z.int().min(1);
const positive = z.number().positive();

const pixel: z.ZodType<Normalization> = z.union([
  z.literal('frame'),
  z.object({ mean: z.number(), std: positive }),
]);

const frames = {
  /** How pixels in [0, 1] are normalized. */
  pixel,
  /** Size of the training frames, in pixels. */
  height: count,
  width: count,
  /** Frames per second. */
  fps: positive,
  /** Crop side divided by the longer side of the face box. Absent if it is not known, as for whole drawn heads. */
  margin: positive.exactOptional(),
  /** Where the training clips come from, as free text. */
  source: z.string(),
  /** Whether the network was trained on synthetic faces only; null if it is not known. */
  synthetic: z.boolean().nullable().default(null),
};

const modelInfo = z.strictObject({ model: networkOptions, ...frames });
const encoderInfo = z.strictObject({
  model: networkOptions.pick({ width: true, activation: true }).strict(),
  ...frames,
});

/**
 * What travels with the weights of a network: its options, and how its training clips were made. A program that uses the
 * network must prepare its input the same way.
 *
 * @useDeclaredType
 */
export type ModelInfo = z.infer<typeof modelInfo>;

/**
 * What travels with the weights of an encoder alone: as {@link ModelInfo}, without GRU and output layer.
 *
 * @useDeclaredType
 */
export type EncoderInfo = z.infer<typeof encoderInfo>;

/**
 * Tells the description of a whole network from that of an encoder alone.
 *
 * @example
 * ```ts no-run
 * const { info } = await loadTrained('best.safetensors');
 * if (isWhole(info)) console.log(info.model.bins);
 * ```
 */
export const isWhole = (info: ModelInfo | EncoderInfo): info is ModelInfo => 'hidden' in info.model;

const version = '1';

/**
 * Formats what travels with weights as the metadata of a file, of any format that takes texts by name.
 *
 * @example
 * ```ts no-run
 * const bytes = writeSafetensors(await toStateDict(network), modelMetadata(info));
 * ```
 */
export const modelMetadata = (info: ModelInfo | EncoderInfo): Map<string, string> =>
  new Map([
    ['ssvaerr', version],
    ['info', JSON.stringify((isWhole(info) ? modelInfo : encoderInfo).parse(info))], // in one order
  ]);

/**
 * Reads what {@link modelMetadata} wrote.
 *
 * @param file Named by the error.
 * @returns undefined if another program wrote the file.
 * @throws FileError if it is damaged or of another version.
 * @example
 * ```ts no-run
 * const { metadata } = readSafetensors(await readFile('best.safetensors'));
 * const info = parseModelMetadata('best.safetensors', metadata);
 * ```
 */
export function parseModelMetadata(
  file: string,
  metadata: ReadonlyMap<string, string>,
): ModelInfo | EncoderInfo | undefined {
  const found = metadata.get('ssvaerr');
  if (found === undefined) return undefined;
  if (found !== version) {
    throw new FileError(file, `has version ${found}; this program reads version ${version}.`);
  }
  let info: unknown;
  try {
    info = JSON.parse(metadata.get('info') ?? '');
  } catch (error) {
    const what = 'is damaged: its metadata does not say which network it holds.';
    throw new FileError(file, what, { cause: error });
  }
  const model = (info as { model?: unknown } | null)?.model;
  const schema =
    typeof model === 'object' && model !== null && 'hidden' in model ? modelInfo : encoderInfo;
  const { data, error } = schema.safeParse(info);
  if (!error) return data;
  throw new FileError(file, `is damaged: in its metadata ${issueMessage(error, info)}`, {
    cause: error,
  });
}

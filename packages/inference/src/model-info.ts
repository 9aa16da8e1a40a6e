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
  /** What pixels in [0, 1] are normalized by. */
  pixel,
  /** Size of the training frames, in pixels. */
  height: count,
  width: count,
  /** Frames per second. */
  fps: positive,
  /** Crop side divided by the longer side of the face box. Absent: not known, as of whole drawn heads. */
  margin: positive.exactOptional(),
  /** Where the training clips come from, as free text. */
  source: z.string(),
  /** Whether the network has seen drawn faces only; null: not known. */
  synthetic: z.boolean().nullable().default(null),
};

const modelInfo = z.strictObject({ model: networkOptions, ...frames });
const encoderInfo = z.strictObject({
  model: networkOptions.pick({ width: true, activation: true }).strict(),
  ...frames,
});

/**
 * What a network must be told to give what it gave in training; it travels with the weights.
 *
 * @useDeclaredType
 */
export type ModelInfo = z.infer<typeof modelInfo>;

/**
 * What travels with the weights of an encoder alone.
 *
 * @useDeclaredType
 */
export type EncoderInfo = z.infer<typeof encoderInfo>;

/** Whether weights are those of a whole network. */
export const isWhole = (info: ModelInfo | EncoderInfo): info is ModelInfo => 'hidden' in info.model;

const version = '1';

/** Formats what travels with weights, whatever the file format. */
export const modelMetadata = (info: ModelInfo | EncoderInfo): Map<string, string> =>
  new Map([
    ['ssvaerr', version],
    ['info', JSON.stringify((isWhole(info) ? modelInfo : encoderInfo).parse(info))], // in one order
  ]);

/**
 * Reads what {@link modelMetadata} wrote.
 *
 * @returns undefined if the file is another program's.
 * @throws FileError if it is damaged or of another version.
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

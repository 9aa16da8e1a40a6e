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
  /** Normalization of pixels in [0, 1]. */
  pixel,
  /** Size of the training frames, in pixels. */
  height: count,
  width: count,
  /** Frames per second. */
  fps: positive,
  /** Crop side divided by the longer side of the face box. Absent if it is not known, as for whole drawn heads. */
  margin: positive.exactOptional(),
  /** Origin of the training clips, as free text. */
  source: z.string(),
  /** Whether the network was trained on synthetic faces only; null if it is not known. */
  synthetic: z.boolean().nullable().default(null),
};

const modelInfo = z.strictObject({
  model: networkOptions,
  ...frames,
  /** Seconds by which the labels that the network learned come later than what they rate. Absent: 0. */
  labelDelay: z.number().min(0).exactOptional(),
});
const encoderInfo = z.strictObject({
  model: networkOptions.pick({ width: true, activation: true }).strict(),
  ...frames,
});

/**
 * Describes a network and is stored with its weights: the options of the network and the format of its training clips. A
 * program that uses the network must prepare its input the same way.
 *
 * @useDeclaredType
 */
export type ModelInfo = z.infer<typeof modelInfo>;

/**
 * Describes an encoder alone and is stored with its weights, as {@link ModelInfo} without GRU and output layer.
 *
 * @useDeclaredType
 */
export type EncoderInfo = z.infer<typeof encoderInfo>;

/**
 * Tells the description of a whole network from that of an encoder alone.
 *
 * @example
 * ```ts
 * import { type EncoderInfo, isWhole } from '@ssvaerr/inference';
 *
 * const clips = { pixel: 'frame', height: 96, width: 96, fps: 25, source: 'talks' } as const;
 * const info: EncoderInfo = { model: { width: 64, activation: 'relu' }, ...clips, synthetic: false };
 * console.log(isWhole(info)); // false
 * console.log(isWhole({ ...info, model: { ...info.model, hidden: 256, bins: 20 } })); // true
 * ```
 */
export const isWhole = (info: ModelInfo | EncoderInfo): info is ModelInfo => 'hidden' in info.model;

const version = '1';

/**
 * Formats the description of a network or an encoder as the metadata of a file, of any format that takes texts by name.
 *
 * @example
 * ```ts
 * import { modelMetadata } from '@ssvaerr/inference';
 *
 * const clips = { pixel: 'frame', height: 96, width: 96, fps: 25, source: 'talks' } as const;
 * const model = { width: 64, activation: 'relu' } as const;
 * const metadata = modelMetadata({ model, ...clips, synthetic: false });
 * console.log([...metadata.keys()]); // [ 'ssvaerr', 'info' ]
 * ```
 */
export const modelMetadata = (info: ModelInfo | EncoderInfo): Map<string, string> =>
  new Map([
    ['ssvaerr', version],
    ['info', JSON.stringify((isWhole(info) ? modelInfo : encoderInfo).parse(info))], // in one order
  ]);

/**
 * Reads the metadata that {@link modelMetadata} formatted.
 *
 * @param file Named by the error.
 * @returns undefined if another program wrote the file.
 * @throws FileError if it is damaged or of another version.
 * @example
 * ```ts
 * import { modelMetadata, parseModelMetadata } from '@ssvaerr/inference';
 *
 * const clips = { pixel: 'frame', height: 96, width: 96, fps: 25, source: 'talks' } as const;
 * const model = { width: 64, activation: 'relu' } as const;
 * const metadata = modelMetadata({ model, ...clips, synthetic: false });
 * console.log(parseModelMetadata('a.safetensors', metadata)?.fps); // 25
 * console.log(parseModelMetadata('b.safetensors', new Map())); // undefined
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

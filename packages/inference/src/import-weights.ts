import { basename } from 'node:path';
import {
  type Activation,
  downstreamParameters,
  encoderParameters,
  type ParameterSpec,
} from '@ssvaerr/backbone';
import { UserError } from '@ssvaerr/host';
import {
  canonicalStateDict,
  fromValues,
  matchStateDict,
  type StateDictMatch,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '@ssvaerr/weights';
import { type EncoderInfo, type ModelInfo, modelMetadata } from './model-info.ts';
import { openWeights } from './open-weights.ts';

/** Facts that the weights do not contain. Each has a default, with a warning. */
export interface ImportOptions {
  /** Which network of a DINO checkpoint to read. */
  readonly network: 'student' | 'teacher';
  /** Default: by the names, see {@link activationOf}. */
  readonly activation?: Activation | undefined;
  /** Normalization of the training pixels in [0, 1]. */
  readonly mean: number;
  readonly std: number;
  /** Side of the training frames, in pixels. */
  readonly size: number;
  readonly fps: number;
}

export interface Imported {
  readonly kind: 'network' | 'encoder';
  readonly info: ModelInfo | EncoderInfo;
  /** The match of names and shapes. */
  readonly match: StateDictMatch;
  readonly warnings: readonly string[];
  /** The safetensors file. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a checkpoint of the family, by PyTorch's names and whatever prefixes, without running anything in
 * it: the whole downstream network if all of it is there, else stem and trunk.
 *
 * @throws UserError if it cannot be read or holds no encoder; `match` says what is missing.
 */
export async function importWeights(file: string, options: ImportOptions): Promise<Imported> {
  const { tensors: found, info: own } = await openWeights(file, { network: options.network });
  const [tensors, names] = [canonicalStateDict(found), [...found.keys()]];
  const width = tensors.get('frontend3D.0.weight')?.shape[0];
  if (!width) {
    const some = names.slice(0, 3).join(', ');
    throw new UserError(
      `${file}: holds no encoder: no frontend3D.0.weight among its ${names.length} tensors (${some}${names.length > 3 ? ', …' : ''}).`,
    );
  }
  const guess = activationOf(names, own);
  const activation = options.activation ?? guess.activation;
  const encoder = { width, activation };
  const compare = (needed: readonly ParameterSpec[]) =>
    matchStateDict(tensors, torchShapes(needed));
  let head = headOf(tensors);
  let match = compare(
    head ? downstreamParameters({ ...encoder, ...head }) : encoderParameters(encoder),
  );
  if (head && !isWhole(match)) {
    head = undefined;
    match = compare(encoderParameters(encoder));
  }
  if (!isWhole(match)) throw new IncompleteError(file, match);

  const { mean, std, size, fps } = options;
  const info: ModelInfo | EncoderInfo = {
    model: { width, ...(head as NonNullable<typeof head>), activation },
    pixel: own?.pixel ?? { mean, std },
    height: own?.height ?? size,
    width: own?.width ?? size,
    fps: own?.fps ?? fps,
    ...(own?.margin !== undefined && { margin: own.margin }),
    source: own?.source ?? `imported from ${basename(file)}`,
    synthetic: own?.synthetic ?? null,
  };
  const kept = match.matched.map((name): [string, StoredTensor] => {
    const tensor = tensors.get(name)!;
    return [name, fromValues(tensor.shape, toFloat32(tensor))];
  });
  return {
    kind: head ? 'network' : 'encoder',
    info,
    match,
    warnings: own ? [] : warningsOf(options, guess),
    bytes: writeSafetensors(new Map(kept), modelMetadata(info)),
  };
}

/** A checkpoint without some of the network: the table says what. */
export class IncompleteError extends UserError {
  readonly match: StateDictMatch;

  constructor(file: string, match: StateDictMatch) {
    const { missing, mismatched } = match;
    const [name] = [...missing, ...mismatched.map(({ name }) => name)];
    super(
      `${file}: is no whole encoder: ${missing.length} tensors are missing and ${mismatched.length} have another shape, '${name}' for one. See the table above.`,
    );
    this.match = match;
  }
}

/** An activation and how sure it is. */
export interface ActivationGuess {
  readonly activation: Activation;
  /** The warning to print; undefined if the weights state the activation. */
  readonly doubt?: string;
}

/** Weights do not say what is between them, except PReLU, which has weights of its own. */
export function activationOf(
  names: readonly string[],
  own: Pick<EncoderInfo, 'model'> | undefined,
): ActivationGuess {
  if (own) return { activation: own.model.activation };
  if (names.some((name) => /(^|[.])frontend3D[.]2[.]weight$/.test(name))) {
    return { activation: 'prelu' };
  }
  if (names.some((name) => /(^|[.])frontend[.](frontend3D|trunk)[.]/.test(name))) {
    return {
      activation: 'swish',
      doubt: 'activation taken as swish, as in auto_avsr and its relatives, whose names these are',
    };
  }
  return { activation: 'relu', doubt: 'activation taken as relu, as in SS-VAERR' };
}

function warningsOf(options: ImportOptions, { activation, doubt }: ActivationGuess): string[] {
  return [
    ...(doubt && options.activation === undefined
      ? [`${doubt}: the file does not say. Another one gives other features: --activation.`]
      : []),
    ...(options.activation !== undefined && !doubt && options.activation !== activation
      ? [`the weights have slopes of PReLU, which ${options.activation} leaves unused.`]
      : []),
    'public checkpoints of this family saw mouths, not faces: a warm start, not the initialisation of the paper.',
    `pixels taken as mean ${options.mean}, std ${options.std}, frames as ${options.size} x ${options.size} at ${options.fps} fps: --mean, --std, --size, --fps.`,
    'mind the licence of the file, and of the data behind it: many allow non-commercial use only.',
  ];
}

const isWhole = ({ missing, mismatched }: StateDictMatch) =>
  missing.length + mismatched.length === 0;

/** Sizes of GRU and output layer, if there are such. */
function headOf(tensors: ReadonlyMap<string, StoredTensor>) {
  const [hidden, outputs] = ['gru.gru.weight_hh_l0', 'gru.fc.weight'].map(
    (name) => tensors.get(name)?.shape,
  );
  const bins = (outputs?.[0] ?? 0) / 2 - 1;
  return hidden?.[1] && Number.isInteger(bins) && bins >= 2
    ? { hidden: hidden[1], bins }
    : undefined;
}

/** Shapes in PyTorch's layout, which has the two last axes of TF.js in front, the other way round. */
function torchShapes(parameters: readonly ParameterSpec[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    parameters.map(({ name, shape }) => {
      if (shape.length < 2) return [name, shape];
      const [input, output] = shape.slice(-2);
      return [name, [output!, input!, ...shape.slice(0, -2)]];
    }),
  );
}

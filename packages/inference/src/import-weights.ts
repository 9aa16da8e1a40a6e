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

/** Options that a checkpoint does not state. `importWeights` warns of those that it had to assume. */
export interface ImportOptions {
  /** The network of a DINO checkpoint to take. */
  readonly network: 'student' | 'teacher';
  /** Activation of the encoder. Default: by the names of the tensors, see {@link activationOf}. */
  readonly activation?: Activation | undefined;
  /** Mean of the training pixels in [0, 1]. */
  readonly mean: number;
  /** Standard deviation of the training pixels. */
  readonly std: number;
  /** Side of the training frames, in pixels. */
  readonly size: number;
  /** Frames per second of the training videos. */
  readonly fps: number;
}

/** Weights that were imported. */
export interface Imported {
  /** Whether the checkpoint holds a whole network or an encoder alone. */
  readonly kind: 'network' | 'encoder';
  /** Description that is stored with the weights. */
  readonly info: ModelInfo | EncoderInfo;
  /** Comparison of the names and shapes with those of the network. */
  readonly match: StateDictMatch;
  /** Assumptions and cautions, one or two sentences each. */
  readonly warnings: readonly string[];
  /** The content of a safetensors file that `loadModel` and `loadTrained` read. */
  readonly bytes: Uint8Array;
}

/**
 * Converts a PyTorch checkpoint of the lip-reading family: the whole network if the checkpoint holds all of it, else
 * the encoder. Tensors are found by PyTorch's names under any prefix; no code in the file is run.
 *
 * @throws FileError if the file cannot be read; UserError if it holds no encoder; {@link IncompleteError} if it holds
 *   a part of one.
 * @example
 * ```ts no-run
 * import { writeFile } from 'node:fs/promises';
 * import { importWeights } from '@ssvaerr/inference';
 *
 * const pixels = { mean: 0.421, std: 0.165, size: 96, fps: 25 };
 * const imported = await importWeights('vsr.pth', { network: 'student', ...pixels });
 * for (const warning of imported.warnings) console.warn(warning);
 * await writeFile('encoder.safetensors', imported.bytes);
 * console.log(imported.kind, imported.info.model);
 * ```
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

/**
 * Reports that a checkpoint holds only a part of the encoder.
 *
 * @example
 * ```ts
 * import { IncompleteError } from '@ssvaerr/inference';
 * import { fromValues, matchStateDict } from '@ssvaerr/weights';
 *
 * const found = new Map([['fc.bias', fromValues([3], new Float32Array(3))]]);
 * const match = matchStateDict(found, { 'fc.weight': [3, 2], 'fc.bias': [2] });
 * const error = new IncompleteError('vsr.pth', match); // as `importWeights` throws it
 * console.log(error.match.missing, error.match.mismatched.length); // [ 'fc.weight' ] 1
 * ```
 */
export class IncompleteError extends UserError {
  /** Lists the tensors that match, are missing, or have another shape. */
  readonly match: StateDictMatch;

  constructor(file: string, match: StateDictMatch) {
    const { missing, mismatched } = match;
    const [name] = [...missing, ...mismatched.map(({ name }) => name)];
    super(
      `${file}: does not hold a whole encoder. Missing tensors: ${missing.length}; tensors of another shape: ${mismatched.length}; the first is '${name}'.`,
    );
    this.match = match;
  }
}

/** An activation, and a warning if it is a guess. */
export interface ActivationGuess {
  /** Activation of the encoder. */
  readonly activation: Activation;
  /** The warning; absent if the weights determine the activation. */
  readonly doubt?: string;
}

/**
 * Determines the activation of an encoder from the names of its tensors. Only PReLU has weights of its own; other
 * activations are guessed by the names that known programs give.
 *
 * @param names names of the tensors, with any prefix.
 * @param own description that ssvaerr stored with the weights; undefined if another program wrote the file.
 * @example
 * ```ts
 * import { activationOf } from '@ssvaerr/inference';
 *
 * const names = ['frontend3D.0.weight', 'frontend3D.2.weight'];
 * console.log(activationOf(names, undefined).activation); // prelu
 * const guess = activationOf(['frontend3D.0.weight'], undefined);
 * console.log(guess.activation, guess.doubt !== undefined); // relu true
 * ```
 */
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
      doubt:
        'the file does not state the activation; swish is assumed, for its names are those of auto_avsr',
    };
  }
  return {
    activation: 'relu',
    doubt: 'the file does not state the activation; relu is assumed, as in SS-VAERR',
  };
}

function warningsOf(options: ImportOptions, { activation, doubt }: ActivationGuess): string[] {
  return [
    ...(doubt && options.activation === undefined
      ? [`${doubt}. A wrong activation gives wrong features (--activation).`]
      : []),
    ...(options.activation !== undefined && !doubt && options.activation !== activation
      ? [`the weights contain slopes of PReLU, which ${options.activation} does not use.`]
      : []),
    'public checkpoints of this family saw mouths, not faces. They are a warm start, not the initialization of the paper.',
    `the file does not state its pixels; assumed are mean ${options.mean}, std ${options.std} and ${options.size} x ${options.size} pixels at ${options.fps} fps (--mean, --std, --size, --fps).`,
    'check the licences of the file and of its training data. Many allow non-commercial use only.',
  ];
}

const isWhole = ({ missing, mismatched }: StateDictMatch) =>
  missing.length + mismatched.length === 0;

/** Sizes of GRU and output layer, if the tensors contain both. */
function headOf(tensors: ReadonlyMap<string, StoredTensor>) {
  const [hidden, outputs] = ['gru.gru.weight_hh_l0', 'gru.fc.weight'].map(
    (name) => tensors.get(name)?.shape,
  );
  const bins = (outputs?.[0] ?? 0) / 2 - 1;
  return hidden?.[1] && Number.isInteger(bins) && bins >= 2
    ? { hidden: hidden[1], bins }
    : undefined;
}

/** Shapes in PyTorch's layout, which has the last two axes of TF.js first, in reverse order. */
function torchShapes(parameters: readonly ParameterSpec[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    parameters.map(({ name, shape }) => {
      if (shape.length < 2) return [name, shape];
      const [input, output] = shape.slice(-2);
      return [name, [output!, input!, ...shape.slice(0, -2)]];
    }),
  );
}

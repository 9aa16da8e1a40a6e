import { assertOneOf, assertPositiveInteger } from './_checks.ts';

/** The non-linearity after every batch norm. PReLU has one trained slope per channel. */
export type Activation = 'relu' | 'prelu' | 'swish';

/** The architecture of the encoder, which must be stored with its weights. */
export interface EncoderConfig {
  /** Channels of the stem; the trunk has 1, 2, 4 and 8 times as many. Default 64. */
  readonly width?: number;
  /** The non-linearity. Default `'relu'`, as in SS-VAERR; related published checkpoints also use the others. */
  readonly activation?: Activation;
}

/** Options of the encoder's initialization. */
export interface InitialOptions {
  /**
   * Whether the last batch norm of each residual block starts with weight 0 instead of 1, so that every block starts as
   * its shortcut: PyTorch's `zero_init_residual`. The network then starts smooth, also in training, where seventeen
   * normalized layers of random weights would otherwise amplify small differences to noise. Default false.
   *
   * @see Goyal et al. 2017, section 5.1, https://arxiv.org/abs/1706.02677
   */
  readonly zeroInitResidual?: boolean;
}

/** The architecture of the whole network, which must be stored with its weights. */
export interface DownstreamConfig extends EncoderConfig {
  /** State size of each GRU direction. Default 256. */
  readonly hidden?: number;
  /** Classes per target; the output has `2 * (bins + 1)` columns. Default 20. */
  readonly bins?: number;
}

/** Describes one parameter or running statistic as data, without creating a tensor. */
export interface ParameterSpec {
  /** Name in a PyTorch state dict, for example `trunk.layer1.0.conv1.weight`. */
  readonly name: string;
  /**
   * Shape in TF.js's layout: convolutions `[(time,) height, width, in, out]`, matrices `[in, out]`. This is PyTorch's
   * layout with rank 5 permuted by (2, 3, 4, 1, 0), rank 4 by (2, 3, 1, 0) and rank 2 by (1, 0).
   */
  readonly shape: readonly number[];
  /** Whether it is trained: false for the running statistics of batch norm. */
  readonly trainable: boolean;
  /** Initial values: a constant, or draws from N(0, std^2) or from [-bound, bound). */
  readonly initial:
    | { readonly constant: number }
    | { readonly std: number }
    | { readonly bound: number };
}

/**
 * Lists the parameters and running statistics of the encoder in the order of PyTorch's state dict. Initial values are those
 * of Lipreading-TCN and the authors' code: convolutions N(0, 2 / (kernel volume * out)), batch norm 1 and 0 (see
 * {@link InitialOptions}), PReLU 0.25.
 *
 * @throws RangeError if `width` is not a positive integer or `activation` is unknown.
 * @example
 * ```ts
 * import { encoderParameters } from '@ssvaerr/backbone';
 *
 * const [stem] = encoderParameters({ width: 2 });
 * console.log(stem?.name, stem?.shape.join()); // frontend3D.0.weight 5,7,7,1,2
 * ```
 */
export function encoderParameters({
  zeroInitResidual = false,
  ...config
}: EncoderConfig & InitialOptions = {}): ParameterSpec[] {
  const { width, activation } = resolveEncoder('encoderParameters', config);
  const slopes = (name: string, channels: number) =>
    activation === 'prelu' ? [constant(`${name}.weight`, [channels], 0.25)] : [];

  const block = (name: string, from: number, to: number) => [
    convolution(`${name}.conv1.weight`, [3, 3, from, to]),
    ...batchNorm(`${name}.bn1`, to),
    ...slopes(`${name}.relu1`, to),
    convolution(`${name}.conv2.weight`, [3, 3, to, to]),
    ...batchNorm(`${name}.bn2`, to, zeroInitResidual ? 0 : 1),
    ...(from === to
      ? []
      : [
          convolution(`${name}.downsample.0.weight`, [1, 1, from, to]),
          ...batchNorm(`${name}.downsample.1`, to),
        ]),
    ...slopes(`${name}.relu2`, to),
  ];
  const layer = (index: number) => {
    const to = width * 2 ** (index - 1);
    const from = index === 1 ? to : to / 2;
    return [...block(`trunk.layer${index}.0`, from, to), ...block(`trunk.layer${index}.1`, to, to)];
  };

  return [
    convolution('frontend3D.0.weight', [5, 7, 7, 1, width]),
    ...batchNorm('frontend3D.1', width),
    ...slopes('frontend3D.2', width),
    ...[1, 2, 3, 4].flatMap(layer),
  ];
}

/**
 * Lists the parameters and running statistics of the whole network in the order of PyTorch's state dict: the encoder's,
 * then two bidirectional GRU layers and the output layer. The GRU starts like PyTorch's,
 * U(-1/sqrt(hidden), 1/sqrt(hidden)); the weights of the output layer are N(0, 2 / in), its bias is PyTorch's
 * U(-1/sqrt(in), 1/sqrt(in)).
 *
 * @throws RangeError if a size is not a positive integer or `activation` is unknown.
 * @example
 * ```ts
 * import { downstreamParameters } from '@ssvaerr/backbone';
 *
 * const output = downstreamParameters().at(-1);
 * console.log(output?.name, output?.shape.join()); // gru.fc.bias 42
 * ```
 */
export function downstreamParameters(config: DownstreamConfig = {}): ParameterSpec[] {
  const { width, activation, hidden, bins } = resolveDownstream('downstreamParameters', config);
  return [...encoderParameters({ width, activation }), ...headParameters(8 * width, hidden, bins)];
}

/**
 * Counts the trained values among `parameters`: 11,182,784 in the full encoder, 13,569,770 in the whole network.
 *
 * @example
 * ```ts
 * import { countParameters, downstreamParameters } from '@ssvaerr/backbone';
 *
 * console.log(countParameters(downstreamParameters())); // 13569770
 * ```
 */
export function countParameters(parameters: readonly ParameterSpec[]): number {
  return parameters
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + product(shape), 0);
}

/** Lists the parameters of GRU and output layer on top of `features` numbers per frame. */
export function headParameters(features: number, hidden: number, bins: number): ParameterSpec[] {
  const bound = 1 / Math.sqrt(hidden);
  const direction = (suffix: string, input: number) => [
    uniform(`gru.gru.weight_ih_${suffix}`, [input, 3 * hidden], bound),
    uniform(`gru.gru.weight_hh_${suffix}`, [hidden, 3 * hidden], bound),
    uniform(`gru.gru.bias_ih_${suffix}`, [3 * hidden], bound),
    uniform(`gru.gru.bias_hh_${suffix}`, [3 * hidden], bound),
  ];
  const inputs = 2 * hidden;
  const outputs = 2 * (bins + 1);
  return [
    ...direction('l0', features),
    ...direction('l0_reverse', features),
    ...direction('l1', inputs),
    ...direction('l1_reverse', inputs),
    normal('gru.fc.weight', [inputs, outputs], Math.sqrt(2 / inputs)),
    uniform('gru.fc.bias', [outputs], 1 / Math.sqrt(inputs)),
  ];
}

export function resolveEncoder(
  where: string,
  { width = 64, activation = 'relu' }: EncoderConfig,
): Required<EncoderConfig> {
  assertPositiveInteger(where, 'width', width);
  assertOneOf(where, 'activation', activation, ['relu', 'prelu', 'swish']);
  return { width, activation };
}

export function resolveDownstream(
  where: string,
  { hidden = 256, bins = 20, ...encoder }: DownstreamConfig,
): Required<DownstreamConfig> {
  assertPositiveInteger(where, 'hidden', hidden);
  assertPositiveInteger(where, 'bins', bins);
  return { ...resolveEncoder(where, encoder), hidden, bins };
}

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

function parameter(
  name: string,
  shape: readonly number[],
  initial: ParameterSpec['initial'],
  trainable = true,
): ParameterSpec {
  return { name, shape, trainable, initial };
}

const constant = (name: string, shape: readonly number[], value: number) =>
  parameter(name, shape, { constant: value });
const normal = (name: string, shape: readonly number[], std: number) =>
  parameter(name, shape, { std });
const uniform = (name: string, shape: readonly number[], bound: number) =>
  parameter(name, shape, { bound });

function convolution(name: string, shape: readonly number[]): ParameterSpec {
  const kernelVolume = product(shape.slice(0, -2));
  return normal(name, shape, Math.sqrt(2 / (kernelVolume * shape.at(-1)!)));
}

function batchNorm(name: string, channels: number, weight = 1): ParameterSpec[] {
  return [
    constant(`${name}.weight`, [channels], weight),
    constant(`${name}.bias`, [channels], 0),
    parameter(`${name}.running_mean`, [channels], { constant: 0 }, false),
    parameter(`${name}.running_var`, [channels], { constant: 1 }, false),
  ];
}

import type { ConformerConfig } from './conformer-config.ts';

/** One parameter or running statistic, as data. */
export interface ParameterSpec {
  /** Name in a state dict of PyTorch, for example `encoders.0.self_attn.linear_q.weight`. */
  readonly name: string;
  /**
   * TF.js layout, PyTorch's axes reversed: matrices `[in, out]`, 1-D convolutions
   * `[time, in, out]`, depthwise `[time, 1, channels]`, position biases `[width / heads, heads]`.
   */
  readonly shape: readonly number[];
  /** False for the running statistics of batch norm. */
  readonly trainable: boolean;
  /** Initial values: a constant, or draws from [-bound, bound). */
  readonly initial: { readonly constant: number } | { readonly bound: number };
}

/**
 * Everything above the encoder, in the order and with the names of espnet's conformer encoder, and
 * with its initial values: PyTorch's, U(-1 / sqrt(fan in), 1 / sqrt(fan in)) for weights and
 * biases, and Xavier's for the position biases.
 *
 * @param features numbers per frame from the encoder.
 * @param targets numbers per frame to predict.
 */
export function conformerParameters(
  features: number,
  targets: number,
  { blocks, width, heads, feedForward, kernel, head }: ConformerConfig,
): ParameterSpec[] {
  const size = width / heads;
  const positionBias = (name: string) =>
    uniform(name, [size, heads], Math.sqrt(6 / (size + heads)));

  const block = (at: string) => [
    ...['u', 'v'].map((which) => positionBias(`${at}.self_attn.pos_bias_${which}`)),
    ...['q', 'k', 'v', 'out'].flatMap((which) =>
      linear(`${at}.self_attn.linear_${which}`, width, width),
    ),
    uniform(`${at}.self_attn.linear_pos.weight`, [width, width], 1 / Math.sqrt(width)),
    ...['feed_forward', 'feed_forward_macaron'].flatMap((name) => [
      ...linear(`${at}.${name}.w_1`, width, feedForward),
      ...linear(`${at}.${name}.w_2`, feedForward, width),
    ]),
    ...convolution(`${at}.conv_module.pointwise_conv1`, [1, width, 2 * width]),
    ...convolution(`${at}.conv_module.depthwise_conv`, [kernel, 1, width]),
    ...norm(`${at}.conv_module.norm`, width),
    statistic(`${at}.conv_module.norm.running_mean`, width, 0),
    statistic(`${at}.conv_module.norm.running_var`, width, 1),
    ...convolution(`${at}.conv_module.pointwise_conv2`, [1, width, width]),
    ...['ff', 'mha', 'ff_macaron', 'conv', 'final'].flatMap((name) =>
      norm(`${at}.norm_${name}`, width),
    ),
  ];

  return [
    ...linear('proj', features, width),
    ...Array.from({ length: blocks }, (_, i) => block(`encoders.${i}`)).flat(),
    ...norm('after_norm', width),
    ...(head === 'linear'
      ? linear('head', width, targets)
      : [...linear('head.0', width, width), ...linear('head.2', width, targets)]),
  ];
}

const uniform = (name: string, shape: readonly number[], bound: number): ParameterSpec => ({
  name,
  shape,
  trainable: true,
  initial: { bound },
});
const constant = (name: string, width: number, value: number): ParameterSpec => ({
  name,
  shape: [width],
  trainable: true,
  initial: { constant: value },
});
const statistic = (name: string, width: number, value: number): ParameterSpec => ({
  ...constant(name, width, value),
  trainable: false,
});

const norm = (name: string, width: number) => [
  constant(`${name}.weight`, width, 1),
  constant(`${name}.bias`, width, 0),
];

/** PyTorch bounds a bias by its weight's fan in, too. */
const withBias = (name: string, shape: readonly number[], fanIn: number) => [
  uniform(`${name}.weight`, shape, 1 / Math.sqrt(fanIn)),
  uniform(`${name}.bias`, [shape.at(-1)!], 1 / Math.sqrt(fanIn)),
];
const linear = (name: string, from: number, to: number) => withBias(name, [from, to], from);
const convolution = (name: string, shape: readonly [number, number, number]) =>
  withBias(name, shape, shape[0] * shape[1]);

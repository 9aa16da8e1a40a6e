import {
  type BatchNorm,
  batchNorm,
  l2Normalize,
  type Network,
  namedVariable,
  type Variables,
} from '@ssvaerr/pretext';
import { foldSeed, normals, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { assertInteger, assertSeed, assertShape } from './_checks.ts';
import { gelu } from './_gelu.ts';
import { scaleGradient } from './_scale-gradient.ts';

/** Sizes of a {@link DinoHead}. */
export interface DinoHeadSizes {
  /** Units of each of the two hidden layers. Default 2048. */
  readonly hidden?: number;
  /** Input features of the last layer, a point on the unit sphere. Default 256. */
  readonly bottleneck?: number;
  /** Number of prototypes, K, an integer >= 2. Default 4096: solo-learn's value for a ResNet-18 and 10^5 images. */
  readonly prototypes?: number;
  /**
   * Whether a batch norm precedes both GELUs: `use_bn_in_head` of the reference. It removes the component that the
   * clips of a batch share, which for a narrow encoder is nearly everything, and so prevents uniform output. Default
   * false, as in the paper.
   */
  readonly batchNorm?: boolean;
}

/**
 * The head sizes of the DINO paper, for ImageNet: 65536 prototypes.
 *
 * @example
 * ```ts
 * import { paperHead } from '@ssvaerr/pretext-dino';
 *
 * console.log(paperHead.prototypes); // 65536
 * ```
 */
export const paperHead = {
  hidden: 2048,
  bottleneck: 256,
  prototypes: 65536,
} as const satisfies DinoHeadSizes;

/** Options of {@link DinoHead}. */
export interface DinoHeadOptions extends DinoHeadSizes {
  /** Number of input features. */
  readonly features: number;
  /** Safe integer; the initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
  /** Prefix of the names of the TF.js variables. Default `'dino'`. */
  readonly name?: string;
}

/** Options of {@link DinoHead.forward}. */
export interface DinoHeadForwardOptions {
  /** Factor of the last layer's gradient: 0 freezes the prototypes. Default: none. */
  readonly lastLayerGradient?: tf.Scalar | undefined;
  /** Whether batch norm, if there is any, normalizes by the batch and updates its running statistics. Default false. */
  readonly training?: boolean;
  /** Number of groups of consecutive rows of the batch, each normalized by itself. Default 1. */
  readonly groups?: number;
}

/**
 * DINO's projection head: three linear layers with exact GELU between them, projection onto the unit sphere, and cosine
 * similarity with each of K prototypes. The prototypes are weight-normalized with `weight_g` fixed to 1
 * (`norm_last_layer` of the reference): they have unit length, so only their directions are learned, and no bias.
 *
 * It owns its variables: call `dispose` when done.
 *
 * @see Caron et al. 2021, section 3.1, https://arxiv.org/abs/2104.14294
 * @example
 * ```ts
 * import { DinoHead } from '@ssvaerr/pretext-dino';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const head = new DinoHead({ features: 4, hidden: 16, bottleneck: 8, prototypes: 32, seed: 1 });
 * console.log(head.forward(tf.ones([2, 4])).shape); // [ 2, 32 ]
 * ```
 */
export class DinoHead implements Network {
  /** Number of input features. */
  readonly features: number;
  /** Number of prototypes, K. */
  readonly prototypes: number;
  /**
   * All parameters and running statistics by their PyTorch names (`mlp.0.weight` ... `last_layer.weight_v`), weights as
   * `[in, out]`; the live variables, not copies.
   */
  readonly variables: Variables;
  /** All variables except running statistics. */
  readonly trainableVariables: readonly tf.Variable[];
  /** Names of the linear layers and of the batch norms after the first two. */
  readonly #linears: readonly string[];
  readonly #norms: readonly BatchNorm[];

  /** @throws RangeError if an option is out of range. */
  constructor({
    features,
    hidden = 2048,
    bottleneck = 256,
    prototypes = 4096,
    batchNorm = false,
    seed,
    name = 'dino',
  }: DinoHeadOptions) {
    assertInteger('DinoHead', 'features', features, 1);
    assertInteger('DinoHead', 'hidden', hidden, 1);
    assertInteger('DinoHead', 'bottleneck', bottleneck, 1);
    assertInteger('DinoHead', 'prototypes', prototypes, 2);
    assertSeed('DinoHead', seed);
    this.features = features;
    this.prototypes = prototypes;

    const variable = (parameter: string, values: () => tf.Tensor, trainable = true) =>
      [
        parameter,
        tf.tidy(() => namedVariable(`${name}.${parameter}`, values(), trainable)),
      ] as const;
    const linear = (at: string, from: number, to: number) => [
      variable(`${at}.weight`, () => {
        // The reference truncates at +-2, a hundred standard deviations: a plain normal.
        const own = foldSeed(seed, `${at}.weight`);
        return tf.tensor2d(normals(own, from * to, { std: 0.02 }), [from, to]);
      }),
      variable(`${at}.bias`, () => tf.zeros([to])),
    ];
    const norm = (at: string) =>
      batchNorm
        ? [
            variable(`${at}.weight`, () => tf.ones([hidden])),
            variable(`${at}.bias`, () => tf.zeros([hidden])),
            variable(`${at}.running_mean`, () => tf.zeros([hidden]), false),
            variable(`${at}.running_var`, () => tf.ones([hidden]), false),
          ]
        : [];
    const prototypeWeights = () => {
      // PyTorch's default for a linear layer; only the directions matter.
      const bound = 1 / Math.sqrt(bottleneck);
      const interval = { low: -bound, high: bound };
      const own = foldSeed(seed, PROTOTYPES);
      return tf.tensor2d(uniforms(own, bottleneck * prototypes, interval), [
        bottleneck,
        prototypes,
      ]);
    };
    // Places in PyTorch's Sequential.
    const [first, second, third] = batchNorm
      ? (['mlp.0', 'mlp.3', 'mlp.6'] as const)
      : (['mlp.0', 'mlp.2', 'mlp.4'] as const);
    this.variables = Object.fromEntries([
      ...linear(first, features, hidden),
      ...norm('mlp.1'),
      ...linear(second, hidden, hidden),
      ...norm('mlp.4'),
      ...linear(third, hidden, bottleneck),
      variable(PROTOTYPES, prototypeWeights),
    ]);
    this.trainableVariables = Object.values(this.variables).filter(({ trainable }) => trainable);
    this.#linears = [first, second, third];
    this.#norms = batchNorm ? ['mlp.1', 'mlp.4'].map((at) => this.#norm(at)) : [];
  }

  /**
   * Returns the logits: the cosine similarities with the prototypes, each in [-1, 1], before any temperature.
   *
   * @param representation `[batch, features]`.
   * @returns `[batch, prototypes]`.
   * @throws TypeError if `representation` is not float32; RangeError if its shape does not fit, or in training its rows
   *   do not divide into `groups` groups of 2 or more.
   */
  forward(
    representation: tf.Tensor2D,
    { lastLayerGradient, training = false, groups = 1 }: DinoHeadForwardOptions = {},
  ): tf.Tensor2D {
    assertShape('DinoHead.forward', 'representation', representation, ['batch', this.features]);
    return tf.tidy(() => {
      const linear = (x: tf.Tensor2D, at: string): tf.Tensor2D =>
        tf.add(tf.matMul(x, this.#matrix(`${at}.weight`)), this.variables[`${at}.bias`]!);
      const [first, second, third] = this.#linears as [string, string, string];
      const hidden = (x: tf.Tensor2D, at: string, norm?: BatchNorm) => {
        const y = linear(x, at);
        return gelu(norm ? batchNorm(y, norm, { training, groups }) : y);
      };
      const inner = hidden(hidden(representation, first, this.#norms[0]), second, this.#norms[1]);
      const point = l2Normalize(linear(inner, third));
      const weight = this.#matrix(PROTOTYPES);
      const gated = lastLayerGradient ? scaleGradient(weight, lastLayerGradient) : weight;
      const rows = l2Normalize(tf.transpose(gated));
      return tf.matMul(point, rows, false, true);
    });
  }

  /** Frees the variables. */
  dispose(): void {
    tf.dispose(Object.values(this.variables));
  }

  #norm(at: string): BatchNorm {
    const variable = (part: string) => this.variables[`${at}.${part}`]!;
    return {
      weight: variable('weight'),
      bias: variable('bias'),
      mean: variable('running_mean'),
      variance: variable('running_var'),
    };
  }

  #matrix(name: string): tf.Tensor2D {
    return this.variables[name] as tf.Tensor as tf.Tensor2D;
  }
}

/** The weights behind the prototypes, one column each; their lengths do not matter. */
export const PROTOTYPES = 'last_layer.weight_v';

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

/** Sizes of a {@link DinoHead} behind an encoder of any width. */
export interface DinoHeadSizes {
  /** Width of the two hidden layers. Default 2048. */
  readonly hidden?: number;
  /** Width of the last layer's input, a point on the unit sphere. Default 256. */
  readonly bottleneck?: number;
  /** Number of prototypes, K, at least 2. Default 4096: solo-learn's, for a ResNet-18 and 10^5 images. */
  readonly prototypes?: number;
  /**
   * Whether batch norm stands before both GELUs: `use_bn_in_head` of the reference. Default false, the
   * paper's. It takes away what the clips of a batch have in common, which to a narrow encoder is nearly
   * all, and helps against uniform answers.
   */
  readonly batchNorm?: boolean;
}

/** The sizes of the DINO paper, for ImageNet: 65536 prototypes. */
export const paperHead = {
  hidden: 2048,
  bottleneck: 256,
  prototypes: 65536,
} as const satisfies DinoHeadSizes;

/** Options of {@link DinoHead}. */
export interface DinoHeadOptions extends DinoHeadSizes {
  /** Width of the representation it is given. */
  readonly features: number;
  /** Safe integer: the initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
  /** Prefix of the names of the TF.js variables. Default `'dino'`. */
  readonly name?: string;
}

/** Options of {@link DinoHead.forward}. */
export interface DinoHeadForwardOptions {
  /** The last layer's gradient is multiplied by it: 0 freezes the prototypes. Default: none. */
  readonly lastLayerGradient?: tf.Scalar | undefined;
  /** Whether batch norm, if there is any, normalises by the batch and moves its statistics. Default false. */
  readonly training?: boolean;
  /** Number of groups of consecutive rows of the batch, each normalized by itself. Default 1. */
  readonly groups?: number;
}

/**
 * DINO's projection head: three linear layers with GELU (the exact one) between them, a point on the
 * unit sphere, and its cosine with each of K prototypes. The prototypes are weight-normalised with
 * `weight_g` fixed to 1 (`norm_last_layer` of the reference): always of unit length, so that only
 * their directions are learnt, and without a bias.
 *
 * It owns its variables: call `dispose` when done.
 *
 * @see Caron et al. 2021, section 3.1, https://arxiv.org/abs/2104.14294
 */
export class DinoHead implements Network {
  /** Width of the representation it takes. */
  readonly features: number;
  /** K. */
  readonly prototypes: number;
  /**
   * By PyTorch's names (`mlp.0.weight` ... `last_layer.weight_v`), weights as `[in, out]`. The live
   * variables, not copies.
   */
  readonly variables: Variables;
  /** All but running statistics. */
  readonly trainableVariables: readonly tf.Variable[];
  /** Names of the linear layers and of the batch norms after the first two. */
  readonly #linears: readonly string[];
  readonly #norms: readonly BatchNorm[];

  /** @throws RangeError if an option is out of its range. */
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
   * Logits of the prototypes, before any temperature; each in [-1, 1].
   *
   * @param representation `[batch, features]`.
   * @returns `[batch, prototypes]`.
   * @throws RangeError if the shape does not fit, TypeError if it is not float32.
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

import { type FeatureMoments, standardize } from '@ssvaerr/audio';
import type { PretextEncoder, PretextMethod, Variables } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { assertPositiveInteger, assertSeed, assertShape } from './_checks.ts';
import { conformer } from './_conformer.ts';
import { type Dropout, dropout, keepAll } from './_dropout.ts';
import { predictTargets } from './_head.ts';
import { conformerParameters } from './_parameters.ts';
import { maskForms } from './_pass.ts';
import { makeVariables } from './_variables.ts';
import { type ConformerConfig, resolveConformer } from './conformer-config.ts';
import { maskedL1 } from './masked-l1.ts';

/** Options of {@link Lira}. Fields of {@link ConformerConfig} default to the paper's. */
export interface LiraOptions extends Partial<ConformerConfig> {
  /** The encoder to pre-train, which is the result. It belongs to the caller. */
  readonly encoder: PretextEncoder;
  /** Number of audio features per frame. */
  readonly targetWidth: number;
  /**
   * Mean and standard deviation of the training set's features, from `FeatureStatistics` of `@ssvaerr/audio`, by
   * which the targets are standardized. Default: the features are used unchanged.
   */
  readonly moments?: FeatureMoments;
  /** Safe integer; the initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
}

/** Clips of silent video. */
export interface LiraClips {
  /** `[batch, time, height, width, channels]`, pixels that are already normalized and augmented. */
  readonly clips: tf.Tensor5D;
  /** `[batch, time]`, float32: 0 for a frame of padding, any other number for a frame that counts. */
  readonly mask: tf.Tensor2D;
}

/** Clips with the features of their audio. */
export interface LiraBatch extends LiraClips {
  /** `[batch, time, targetWidth]`: audio features, one row per video frame. */
  readonly features: tf.Tensor3D;
  /** Safe integer, the seed of this step's dropout: `foldSeed(run, 'dropout', step)`. */
  readonly seed: number;
}

/**
 * LiRA: predicts features of the audio from silent video. It consists of the encoder, a linear projection, a conformer
 * and a head, trained by the L1 loss over unmasked frames.
 *
 * It owns its own variables, not the encoder's: call `dispose` when done.
 *
 * @see Ma et al. 2021, https://arxiv.org/abs/2106.09171; SS-VAERR, section III-A and Fig. 1(a).
 * @example
 * ```ts
 * import { Encoder } from '@ssvaerr/backbone';
 * import { conformerPresets, Lira } from '@ssvaerr/pretext-lira';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const encoder = new Encoder({ width: 1, seed: 1 });
 * const lira = new Lira({ encoder, targetWidth: 4, seed: 2, ...conformerPresets.small });
 * const batch = { clips: tf.zeros<tf.Rank.R5>([1, 3, 32, 32, 1]), mask: tf.ones<tf.Rank.R2>([1, 3]) };
 * console.log(lira.predict(batch).shape); // [ 1, 3, 4 ]
 * ```
 */
export class Lira implements PretextMethod<LiraBatch, tf.Tensor3D> {
  /** The configuration; store it with the weights. */
  readonly config: ConformerConfig & { readonly targetWidth: number };
  /**
   * Everything that a checkpoint must contain: the variables of the encoder, and those of projection, conformer and
   * head under PyTorch's names (espnet's), in TF.js's layout: PyTorch's axes reversed for rank 2 and 3.
   */
  readonly variables: Variables;
  /** The trainable variables of the encoder, projection, conformer and head. */
  readonly trainableVariables: readonly tf.Variable[];
  /** Empty: LiRA has no teacher. */
  readonly stateVariables: readonly tf.Variable[] = [];
  readonly #encoder: PretextEncoder;
  readonly #own: Variables;
  readonly #moments: FeatureMoments | undefined;

  /** @throws RangeError if an option is out of range or the encoder has a variable of the same name. */
  constructor({ encoder, targetWidth, moments, seed, ...conformer }: LiraOptions) {
    const config = resolveConformer('Lira', conformer);
    assertPositiveInteger('Lira', 'targetWidth', targetWidth);
    assertSeed('Lira', seed);
    const parameters = conformerParameters(encoder.features, targetWidth, config);
    const taken = parameters.find(({ name }) => Object.hasOwn(encoder.variables, name));
    if (taken) {
      throw new RangeError(
        `Lira: 'encoder' must have no variable with a name of the conformer's, got '${taken.name}'.`,
      );
    }
    this.config = { ...config, targetWidth };
    this.#encoder = encoder;
    this.#moments = moments;
    this.#own = makeVariables(parameters, seed);
    this.variables = { ...encoder.variables, ...this.#own };
    this.trainableVariables = [
      ...encoder.trainableVariables,
      ...Object.values(this.#own).filter(({ trainable }) => trainable),
    ];
  }

  /**
   * Returns the audio features of the batch, standardized by `moments`.
   *
   * @returns `[batch, time, targetWidth]`.
   * @throws TypeError if a tensor is not float32; RangeError if shapes do not match.
   */
  targets(batch: LiraBatch): tf.Tensor3D {
    this.#assertBatch('Lira.targets', batch);
    return this.#moments ? standardize(batch.features, this.#moments) : tf.clone(batch.features);
  }

  /**
   * Returns the L1 loss between predictions and targets, averaged over unmasked frames. Padding changes neither the
   * value nor any gradient, whatever its pixels. The running statistics of batch norm are updated.
   *
   * @param targets `[batch, time, targetWidth]`.
   * @returns scalar.
   * @throws TypeError if a tensor is not float32; RangeError if shapes do not match or `batch.seed` is not a safe
   *   integer.
   */
  loss(batch: LiraBatch, targets: tf.Tensor3D): tf.Scalar {
    const where = 'Lira.loss';
    this.#assertBatch(where, batch);
    assertShape(where, 'targets', targets, batch.features.shape);
    assertSeed(where, batch.seed);
    const drop = dropout(this.config.dropout, batch.seed);
    return tf.tidy(() =>
      maskedL1(this.#forward(where, batch, { training: true, drop }), targets, batch.mask),
    );
  }

  /** Does nothing: LiRA has no teacher. */
  advance(): void {}

  /**
   * Predicts the audio features of a batch in units of the targets, in evaluation mode: without dropout, and with
   * running statistics.
   *
   * @returns `[batch, time, targetWidth]`; rows of padding are meaningless.
   * @throws TypeError if a tensor is not float32; RangeError if shapes do not match.
   */
  predict({ clips, mask }: LiraClips): tf.Tensor3D {
    const where = 'Lira.predict';
    assertClips(where, { clips, mask });
    return tf.tidy(() => this.#forward(where, { clips, mask }, { training: false, drop: keepAll }));
  }

  /** Frees projection, conformer and head. */
  dispose(): void {
    // Only the living: TF.js would free the name again, which may be another's by now.
    tf.dispose(Object.values(this.#own).filter(({ isDisposed }) => !isDisposed));
  }

  #forward(
    where: string,
    { clips, mask }: LiraClips,
    { training, drop }: { readonly training: boolean; readonly drop: Dropout },
  ): tf.Tensor3D {
    const [batch, time] = clips.shape;
    const counts = tf.notEqual(mask, 0) as tf.Tensor2D;
    // The encoder mixes neighbouring frames and knows no mask: padding is black to it.
    const frame = tf.reshape(counts, [batch, time, 1, 1, 1]);
    const visible = tf.where(frame, clips, tf.zerosLike(clips)) as tf.Tensor5D;
    const features = this.#encoder.forward(visible, { training });
    assertShape(where, "encoder's features", features, [batch, time, this.#encoder.features]);

    const { heads, blocks, head } = this.config;
    const forms = maskForms(tf.cast(counts, 'float32'));
    const pass = { variables: this.#own, heads, training, drop, ...forms };
    return predictTargets(conformer(features, blocks, pass), head, this.#own);
  }

  #assertBatch(where: string, { clips, mask, features }: LiraBatch): void {
    assertClips(where, { clips, mask });
    assertShape(where, 'features', features, [...mask.shape, this.config.targetWidth]);
  }
}

function assertClips(where: string, { clips, mask }: LiraClips): void {
  assertShape(where, 'clips', clips, ['batch', 'time', 'height', 'width', 'channels']);
  assertShape(where, 'mask', mask, clips.shape.slice(0, 2));
}

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

/** Options of {@link Lira}. What {@link ConformerConfig} has is the paper's by default. */
export interface LiraOptions extends Partial<ConformerConfig> {
  /** The network to pre-train, which is the result. The caller disposes it. */
  readonly encoder: PretextEncoder;
  /** Audio features per frame. */
  readonly targetWidth: number;
  /**
   * Mean and standard deviation of the training set's features, from `FeatureStatistics` of
   * `@ssvaerr/audio`: the loss is in these units. Default: the features are used as they are.
   */
  readonly moments?: FeatureMoments;
  /** Safe integer: the initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
}

/** Clips of silent video. */
export interface LiraClips {
  /** `[batch, time, height, width, channels]`, normalised pixels, augmented already. */
  readonly clips: tf.Tensor5D;
  /** `[batch, time]`, float32: 0 for a frame of padding, anything else for a frame that counts. */
  readonly mask: tf.Tensor2D;
}

/** Clips, and what was heard. */
export interface LiraBatch extends LiraClips {
  /** `[batch, time, targetWidth]`: audio features, one row per video frame. */
  readonly features: tf.Tensor3D;
  /** Safe integer: dropout's draws are a function of it. `foldSeed(run, 'dropout', step)`. */
  readonly seed: number;
}

/**
 * LiRA: from silent video, predict what the audio's features are. Encoder, projection, conformer,
 * head; L1 loss over the frames that count.
 *
 * It owns its variables, not the encoder's: call `dispose` when done.
 *
 * @see Ma et al. 2021, https://arxiv.org/abs/2106.09171; SS-VAERR, section III-A and Fig. 1(a).
 */
export class Lira implements PretextMethod<LiraBatch, tf.Tensor3D> {
  /** The configuration, which must be stored with the weights. */
  readonly config: ConformerConfig & { readonly targetWidth: number };
  /**
   * Everything that a checkpoint holds: the encoder's variables and those of projection, conformer
   * and head, by PyTorch's names (espnet's), in TF.js's layout: PyTorch's, for rank 2 and 3 with the
   * axes reversed.
   */
  readonly variables: Variables;
  readonly trainableVariables: readonly tf.Variable[];
  /** None: LiRA has no teacher. */
  readonly stateVariables: readonly tf.Variable[] = [];
  readonly #encoder: PretextEncoder;
  readonly #own: Variables;
  readonly #moments: FeatureMoments | undefined;

  /** @throws RangeError if an option is out of its range or the encoder has a variable of the same name. */
  constructor({ encoder, targetWidth, moments, seed, ...conformer }: LiraOptions) {
    const config = resolveConformer('Lira', conformer);
    assertPositiveInteger('Lira', 'targetWidth', targetWidth);
    assertSeed('Lira', seed);
    const parameters = conformerParameters(encoder.features, targetWidth, config);
    const taken = parameters.find(({ name }) => Object.hasOwn(encoder.variables, name));
    if (taken) {
      throw new RangeError(
        `Lira: 'encoder' must have no variable of a conformer's name, got '${taken.name}'.`,
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
   * The features of the batch, standardised.
   *
   * @returns `[batch, time, targetWidth]`.
   * @throws TypeError if a tensor is not float32; RangeError if a shape does not fit the others.
   */
  targets(batch: LiraBatch): tf.Tensor3D {
    this.#assertBatch('Lira.targets', batch);
    return this.#moments ? standardize(batch.features, this.#moments) : tf.clone(batch.features);
  }

  /**
   * L1 between what is predicted and the targets, over the frames that count. Padding changes
   * neither the value nor any gradient, whatever it holds. Batch norm's running statistics move.
   *
   * @param targets `[batch, time, targetWidth]`.
   * @returns scalar.
   * @throws as `targets`, and RangeError if `batch.seed` is not a safe integer.
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

  /** Nothing moves: LiRA has no teacher. */
  advance(): void {}

  /**
   * What a batch sounds like, in units of the targets: evaluation, without dropout and with running
   * statistics.
   *
   * @returns `[batch, time, targetWidth]`; rows of padding mean nothing.
   * @throws TypeError if a tensor is not float32; RangeError if a shape does not fit the others.
   */
  predict({ clips, mask }: LiraClips): tf.Tensor3D {
    const where = 'Lira.predict';
    assertClips(where, { clips, mask });
    return tf.tidy(() => this.#forward(where, { clips, mask }, { training: false, drop: keepAll }));
  }

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

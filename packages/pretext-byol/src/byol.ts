import { cosine, emaUpdate, type Schedule } from '@ssvaerr/optim';
import {
  assertDistinct,
  copyToTeacher,
  MlpHead,
  type PretextEncoder,
  type PretextMethod,
  poolOverTime,
  type TimeOptions,
  teacherOf,
  type Variables,
} from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { assertCount, assertMomentum, assertPair, assertSeed } from './_checks.ts';
import { type ByolPair, byolLoss } from './byol-loss.ts';

/** Two views of the same clips, `[batch, time, height, width, channels]` each, normalised pixels. */
export type ByolBatch = { readonly views: readonly [tf.Tensor5D, tf.Tensor5D] };

/** Options of {@link Byol}. */
export interface ByolOptions extends TimeOptions {
  /** Trained: the network that one wants. */
  readonly online: PretextEncoder;
  /** Another encoder of the same kind. It becomes a copy of `online`, then its moving average. */
  readonly target: PretextEncoder;
  /** Safe integer: the heads' initial weights are a function of it. */
  readonly seed: number;
  /** Length of the training, an integer >= 1: the momentum is 1 at its end. */
  readonly totalSteps: number;
  /**
   * What the target keeps of itself at each step, in [0, 1]. Default: 0.99, rising to 1 by half a cosine;
   * the paper has 0.97 for short trainings (40 epochs) and 0.996 for long ones (1000).
   */
  readonly momentum?: Schedule;
  /** Numbers in the projector's hidden layer. Default 4096. */
  readonly projectorHidden?: number;
  /** Numbers of a projection and of a prediction. Default 256. */
  readonly projection?: number;
  /** Numbers in the predictor's hidden layer. Default 4096. */
  readonly predictorHidden?: number;
  /** Whether the last layers of the heads have a bias. Default false. */
  readonly lastBias?: boolean;
  /**
   * Whether the projectors end in a batch norm without weights, as MoCo v3's. The projections of a batch then
   * have nothing in common: without it a predictor that always answers with their mean is nearly right, where
   * clips differ little. Default false, DeepMind's.
   */
  readonly projectorNorm?: boolean;
  /**
   * Of how many groups of consecutive clips a batch consists, equally many each: those of one recording, say.
   * The heads' batch norms take each group by itself, so that only what differs within a group tells its
   * clips apart: not who is seen, or in what light. Default 1.
   */
  readonly groups?: number;
}

/**
 * BYOL on clips. From one view of a clip the online network (encoder, projector, predictor) predicts how
 * the target network (encoder, projector) sees another; the target is a moving average of the online
 * one. Features are averaged over time before the projector.
 *
 * The target starts as a copy of the online network, whatever it was before: an average of two networks
 * makes sense only if they have a past in common, and an imported encoder is then the start of both. (DeepMind
 * starts it at random, with "no significant difference".)
 *
 * The average is over parameters. The target runs in training mode, on the statistics of its batch,
 * as DeepMind's; its running statistics are its own and no average.
 *
 * It owns the three heads: call `dispose` when done. The encoders stay the caller's.
 *
 * @see Grill et al. 2020, https://arxiv.org/abs/2006.07733
 */
export class Byol implements PretextMethod<ByolBatch, ByolPair> {
  readonly trainableVariables: readonly tf.Variable[];
  readonly stateVariables: readonly tf.Variable[];
  /** `online.*` and `target.*`: the encoders' names, `projector.*` and `predictor.*`. */
  readonly variables: Variables;
  readonly #online: PretextEncoder;
  readonly #target: PretextEncoder;
  readonly #projector: MlpHead;
  readonly #predictor: MlpHead;
  readonly #targetProjector: MlpHead;
  readonly #sources: readonly tf.Variable[];
  readonly #momentum: Schedule;
  readonly #perFrame: boolean;
  readonly #head: { readonly training: true; readonly groups: number };

  /**
   * @throws RangeError if an option is out of its range, or the encoders share a variable or differ in
   *   names or shapes.
   */
  constructor({
    online,
    target,
    seed,
    totalSteps,
    momentum,
    perFrame = false,
    projectorHidden = 4096,
    projection = 256,
    predictorHidden = 4096,
    lastBias = false,
    projectorNorm = false,
    groups = 1,
  }: ByolOptions) {
    assertSeed('Byol', seed);
    assertCount('Byol', 'totalSteps', totalSteps);
    const schedule = momentum ?? cosine({ from: 0.99, to: 1, steps: totalSteps });
    assertMomentum('Byol', schedule(0));
    assertCount('Byol', 'projectorHidden', projectorHidden);
    assertCount('Byol', 'projection', projection);
    assertCount('Byol', 'predictorHidden', predictorHidden);
    assertCount('Byol', 'groups', groups);
    assertDistinct('Byol', { online, target });
    copyToTeacher(online, target);

    // Seed and name say how a head starts: the target's projector is a copy of the online one.
    const projector = () =>
      new MlpHead({
        name: 'projector',
        input: online.features,
        hidden: projectorHidden,
        output: projection,
        lastBias,
        lastNorm: projectorNorm,
        seed,
      });
    this.#online = online;
    this.#target = target;
    this.#projector = projector();
    this.#targetProjector = projector();
    this.#predictor = new MlpHead({
      name: 'predictor',
      input: projection,
      hidden: predictorHidden,
      output: projection,
      lastBias,
      seed,
    });
    this.#momentum = schedule;
    this.#perFrame = perFrame;
    this.#head = { training: true, groups };

    this.#sources = [...online.trainableVariables, ...this.#projector.trainableVariables];
    this.stateVariables = [
      ...teacherOf(online, target),
      ...teacherOf(this.#projector, this.#targetProjector),
    ];
    this.trainableVariables = [...this.#sources, ...this.#predictor.trainableVariables];
    this.variables = {
      ...prefixed('online', online, this.#projector, this.#predictor),
      ...prefixed('target', target, this.#targetProjector),
    };
  }

  /**
   * The target network's projections of view 1 and view 2, `[batch, projection]`. `embeddingStd` of one
   * of them tells a collapse.
   *
   * @throws TypeError if a view is not a float32 tensor; RangeError unless there are two views of one
   *   batch, of 2 clips or more in each group, with at least 5 frames (with `perFrame`, 1 frame) each.
   */
  targets({ views }: ByolBatch): ByolPair {
    assertPair('Byol.targets', views, { perFrame: this.#perFrame });
    const project = (view: tf.Tensor5D) =>
      this.#targetProjector.forward(represent(this.#target, view), this.#head);
    return tf.tidy(() => views.map(project) as ByolPair);
  }

  /**
   * {@link byolLoss} of the online network's predictions, a scalar in [0, 8].
   *
   * @param projections from `targets`, of the same batch.
   * @throws as `targets`.
   */
  loss({ views }: ByolBatch, projections: ByolPair): tf.Scalar {
    assertPair('Byol.loss', views, { perFrame: this.#perFrame });
    const predict = (view: tf.Tensor5D) => {
      const projection = this.#projector.forward(represent(this.#online, view), this.#head);
      return this.#predictor.forward(projection, this.#head);
    };
    return tf.tidy(() => byolLoss(views.map(predict) as ByolPair, projections));
  }

  /**
   * Moves the target's parameters towards the online network's, by the momentum of this step.
   *
   * @param step steps made before this one: an integer >= 0.
   */
  advance(_projections: ByolPair, step: number): void {
    emaUpdate(this.stateVariables, this.#sources, this.#momentum(step));
  }

  dispose(): void {
    for (const head of [this.#projector, this.#predictor, this.#targetProjector]) head.dispose();
  }
}

/** One vector for each clip, in training. */
function represent(encoder: PretextEncoder, view: tf.Tensor5D): tf.Tensor2D {
  return poolOverTime(encoder.forward(view, { training: true }));
}

function prefixed(network: string, ...parts: readonly { readonly variables: Variables }[]) {
  const entries = parts.flatMap(({ variables }) => Object.entries(variables));
  return Object.fromEntries(entries.map(([name, variable]) => [`${network}.${name}`, variable]));
}

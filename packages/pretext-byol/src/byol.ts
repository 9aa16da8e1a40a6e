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

/** Two views of the same clips, `[batch, time, height, width, channels]` each, normalized pixels. */
export type ByolBatch = { readonly views: readonly [tf.Tensor5D, tf.Tensor5D] };

/** Options of {@link Byol}. */
export interface ByolOptions extends TimeOptions {
  /** The student's encoder, which is trained; the paper calls the student the online network. */
  readonly online: PretextEncoder;
  /**
   * The teacher's encoder, of the same kind; the paper calls the teacher the target network. It becomes a copy of
   * `online`, then its moving average.
   */
  readonly target: PretextEncoder;
  /** Safe integer; the heads' initial weights are a function of it. */
  readonly seed: number;
  /** Number of training steps, an integer >= 1; the default momentum reaches 1 at the end. */
  readonly totalSteps: number;
  /**
   * Share of the teacher's parameters that remains at each step, in [0, 1]. Default: 0.99, rising to 1 by half a
   * cosine; the paper uses 0.97 for short training (40 epochs) and 0.996 for long training (1000).
   */
  readonly momentum?: Schedule;
  /** Hidden units of the projectors. Default 4096. */
  readonly projectorHidden?: number;
  /** Features of a projection and of a prediction. Default 256. */
  readonly projection?: number;
  /** Hidden units of the predictor. Default 4096. */
  readonly predictorHidden?: number;
  /** Whether the last layers of the heads have a bias. Default false. */
  readonly lastBias?: boolean;
  /**
   * Whether the projectors end in a batch norm without weights, as in MoCo v3. It removes the component that all
   * projections of a batch share. Without it, a predictor that always returns this component is nearly right if
   * clips differ little. Default false, as DeepMind's.
   */
  readonly projectorNorm?: boolean;
  /**
   * Number of groups of consecutive clips in a batch, all of one size, for instance the clips of one recording each.
   * The heads' batch norms normalize each group by itself, so only differences within a group, not identity or
   * lighting, distinguish its clips. Default 1.
   */
  readonly groups?: number;
}

/**
 * BYOL on clips. From one view of a clip the student (encoder, projector, predictor) predicts the teacher's (encoder,
 * projector) projection of another view; the teacher is a moving average of the student. Features are averaged over
 * time before the projector.
 *
 * The teacher starts as a copy of the student, so an imported encoder initializes both. (DeepMind initializes it
 * randomly, with "no significant difference".) The moving average covers parameters only: the teacher runs in
 * training mode, with the statistics of its batch, as DeepMind's does, and updates its own running statistics.
 *
 * It owns the three heads: call `dispose` when done. The encoders belong to the caller.
 *
 * @see Grill et al. 2020, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { Encoder } from '@ssvaerr/backbone';
 * import { Byol } from '@ssvaerr/pretext-byol';
 *
 * const [online, target] = [1, 2].map((seed) => new Encoder({ width: 1, seed }));
 * const heads = { projectorHidden: 16, projection: 8, predictorHidden: 16 };
 * const byol = new Byol({ online: online!, target: target!, seed: 3, totalSteps: 100, ...heads });
 * console.log(byol.stateVariables.length, byol.trainableVariables.length); // 65 70
 * ```
 */
export class Byol implements PretextMethod<ByolBatch, ByolPair> {
  /** The student's trainable variables: encoder, projector, predictor. */
  readonly trainableVariables: readonly tf.Variable[];
  /** The teacher's counterparts of the encoder and the projector. */
  readonly stateVariables: readonly tf.Variable[];
  /**
   * Everything that a checkpoint must contain: `online.*` (student) and `target.*` (teacher), each with the encoder's
   * names and `projector.*`; the student also has `predictor.*`.
   */
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

  /** @throws RangeError if an option is out of range, or the encoders share a variable or differ in names or shapes. */
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
   * Returns the teacher's projections of view 1 and view 2, `[batch, projection]` each. `embeddingStd` of one of them
   * shows a collapse.
   *
   * @throws TypeError if a view is not a float32 tensor; RangeError unless there are two views of one batch, with
   *   2 clips or more per group and at least 5 frames (with `perFrame`, exactly 1) each.
   */
  targets({ views }: ByolBatch): ByolPair {
    assertPair('Byol.targets', views, { perFrame: this.#perFrame });
    const project = (view: tf.Tensor5D) =>
      this.#targetProjector.forward(represent(this.#target, view), this.#head);
    return tf.tidy(() => views.map(project) as ByolPair);
  }

  /**
   * Returns {@link byolLoss} of the student's predictions, a scalar in [0, 8].
   *
   * @param projections from `targets`, of the same batch.
   * @throws TypeError or RangeError, as `targets`.
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
   * Moves the teacher's parameters towards the student's, by the momentum of this step.
   *
   * @param step number of steps before this one, an integer >= 0.
   */
  advance(_projections: ByolPair, step: number): void {
    emaUpdate(this.stateVariables, this.#sources, this.#momentum(step));
  }

  /** Frees the heads. */
  dispose(): void {
    for (const head of [this.#projector, this.#predictor, this.#targetProjector]) head.dispose();
  }
}

/** Returns one vector per clip, in training mode. */
function represent(encoder: PretextEncoder, view: tf.Tensor5D): tf.Tensor2D {
  return poolOverTime(encoder.forward(view, { training: true }));
}

function prefixed(network: string, ...parts: readonly { readonly variables: Variables }[]) {
  const entries = parts.flatMap(({ variables }) => Object.entries(variables));
  return Object.fromEntries(entries.map(([name, variable]) => [`${network}.${name}`, variable]));
}

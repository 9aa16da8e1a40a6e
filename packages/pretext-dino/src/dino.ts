import { constant, cosine, type Exclusion, emaUpdate, type Schedule } from '@ssvaerr/optim';
import {
  assertDistinct,
  assertGroups,
  copyToTeacher,
  type Network,
  namedVariable,
  type PretextEncoder,
  type PretextMethod,
  type TimeOptions,
  teacherOf,
  type Variables,
} from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { assertInteger, assertMomentum, assertTemperature } from './_checks.ts';
import { represent, viewsOf } from './_multi-crop.ts';
import type { DinoBatch } from './dino-batch.ts';
import { DinoHead, type DinoHeadSizes, PROTOTYPES } from './dino-head.ts';
import { dinoLoss } from './dino-loss.ts';
import { teacherTargets } from './teacher-targets.ts';

/** Outputs of the teacher for the global views, each `[global views, batch, prototypes]`. */
export type DinoTargets = {
  /** Raw logits of the teacher, whose mean updates the center. */
  readonly logits: tf.Tensor3D;
  /** Centered and sharpened probabilities, which the student must predict. */
  readonly probabilities: tf.Tensor3D;
};

/** Options of {@link Dino}. */
export interface DinoOptions extends DinoHeadSizes, TimeOptions {
  /** The student's encoder, which is trained. */
  readonly student: PretextEncoder;
  /** The teacher's encoder, of the same kind. It becomes a copy of the student's, then its moving average. */
  readonly teacher: PretextEncoder;
  /** Safe integer; the heads' initial weights are a function of it. */
  readonly seed: number;
  /** Number of training epochs, an integer >= 1. */
  readonly epochs: number;
  /** Number of steps per epoch, an integer >= 1. */
  readonly stepsPerEpoch: number;
  /** Number of first epochs in which the prototypes are frozen, an integer >= 0. Default 1. */
  readonly frozenEpochs?: number;
  /** The teacher's momentum at each step, in [0, 1]. Default: 0.996, rising to 1 by half a cosine. */
  readonly momentum?: Schedule;
  /** Temperature of the teacher's softmax at each step, > 0. Default: 0.04 at every step. */
  readonly teacherTemperature?: Schedule;
  /** Temperature of the student's softmax, > 0. Default 0.1. */
  readonly studentTemperature?: number;
  /** Decay of the center's moving average, in [0, 1]. Default 0.9. */
  readonly centerMomentum?: number;
  /**
   * Number of groups of consecutive clips in a batch, all of one size, for instance the clips of one recording each.
   * With `batchNorm` the heads' batch norms normalize each group of each view by itself, so only differences within a
   * group distinguish its clips. Default 1: the whole batch with all its views.
   */
  readonly groups?: number;
}

/**
 * DINO, self-distillation without labels: from every view the student predicts the teacher's output for another view;
 * the teacher is a moving average of the student. The teacher's logits are centered by their running mean and
 * sharpened by a low temperature; together these prevent collapse.
 *
 * It owns the two heads, the center and the current values of the schedules: call `dispose` when done. The encoders
 * belong to the caller.
 *
 * @see Caron et al. 2021, algorithm 1, https://arxiv.org/abs/2104.14294
 * @example
 * ```ts
 * import { Encoder } from '@ssvaerr/backbone';
 * import { Dino } from '@ssvaerr/pretext-dino';
 *
 * const [student, teacher] = [1, 2].map((seed) => new Encoder({ width: 1, seed }));
 * const head = { hidden: 16, bottleneck: 8, prototypes: 32 };
 * const schedule = { epochs: 10, stepsPerEpoch: 100 };
 * const dino = new Dino({ student: student!, teacher: teacher!, seed: 3, ...schedule, ...head });
 * console.log(dino.prototypes, dino.stateVariables.length > dino.trainableVariables.length); // 32 true
 * ```
 */
export class Dino implements PretextMethod<DinoBatch, DinoTargets> {
  /** The student's trainable variables: encoder and head. */
  readonly trainableVariables: readonly tf.Variable[];
  /** The teacher's counterparts, the center, and the current temperature and last-layer gradient factor. */
  readonly stateVariables: readonly tf.Variable[];
  /** Everything that a checkpoint must contain: `student.*`, `teacher.*`, the center and current schedule values. */
  readonly variables: Variables;
  /** Number of prototypes, K. */
  readonly prototypes: number;
  /**
   * Pass this to the optimizer as `exclude`: no weight decay on biases and norms, as in the reference, nor on the
   * prototypes. Those are frozen in the first epochs by a gradient of 0, but decay would still change them; their
   * lengths have no effect, so they need no decay later either.
   */
  readonly exclude: Exclusion;
  readonly #student: { readonly encoder: PretextEncoder; readonly head: DinoHead };
  readonly #teacher: { readonly encoder: PretextEncoder; readonly head: DinoHead };
  readonly #averages: readonly tf.Variable[];
  readonly #center: tf.Variable<tf.Rank.R1>;
  // Numbers of the current step, as variables `[1]`: data to an engine that compiles a step.
  readonly #temperature: tf.Variable;
  readonly #lastLayerGradient: tf.Variable;
  readonly #frozenSteps: number;
  readonly #perFrame: boolean;
  readonly #momentum: Schedule;
  readonly #teacherTemperature: Schedule;
  readonly #studentTemperature: number;
  readonly #centerMomentum: number;
  readonly #groups: number;

  /** @throws RangeError if an option is out of range, or the encoders share a variable or differ in names or shapes. */
  constructor({
    student,
    teacher,
    seed,
    epochs,
    stepsPerEpoch,
    frozenEpochs = 1,
    momentum,
    teacherTemperature = constant(0.04),
    studentTemperature = 0.1,
    centerMomentum = 0.9,
    groups = 1,
    perFrame = false,
    ...sizes
  }: DinoOptions) {
    assertInteger('Dino', 'epochs', epochs, 1);
    assertInteger('Dino', 'stepsPerEpoch', stepsPerEpoch, 1);
    assertInteger('Dino', 'frozenEpochs', frozenEpochs, 0);
    // Here, not above: its length is checked first.
    this.#momentum = momentum ?? cosine({ from: 0.996, to: 1, steps: epochs * stepsPerEpoch });
    assertMomentum('Dino', 'momentum', this.#momentum(0));
    assertTemperature('Dino', 'teacherTemperature', teacherTemperature(0));
    assertTemperature('Dino', 'studentTemperature', studentTemperature);
    assertMomentum('Dino', 'centerMomentum', centerMomentum);
    assertInteger('Dino', 'groups', groups, 1);
    assertDistinct('Dino', { student, teacher });
    copyToTeacher(student, teacher);
    this.#frozenSteps = frozenEpochs * stepsPerEpoch;
    this.#perFrame = perFrame;
    this.#teacherTemperature = teacherTemperature;
    this.#studentTemperature = studentTemperature;
    this.#centerMomentum = centerMomentum;
    this.#groups = groups;

    // One seed: the teacher's head starts as a copy of the student's.
    const head = (name: string) =>
      new DinoHead({ ...sizes, features: student.features, seed, name });
    this.#student = { encoder: student, head: head('student.head') };
    this.#teacher = { encoder: teacher, head: head('teacher.head') };
    this.prototypes = this.#student.head.prototypes;
    const state = (name: string, values: () => tf.Tensor) =>
      tf.tidy(() => namedVariable(name, values(), false));
    this.#center = state('center', () => tf.zeros([this.prototypes])) as tf.Variable<tf.Rank.R1>;
    this.#temperature = state('teacher_temperature', () => tf.tensor1d([teacherTemperature(0)]));
    this.#lastLayerGradient = state('last_layer_gradient', () => this.#gradientFactor(0));

    const [trained, averaged] = [networkOf(this.#student), networkOf(this.#teacher)];
    this.#averages = teacherOf(trained, averaged);
    this.trainableVariables = trained.trainableVariables;
    const own = {
      center: this.#center,
      teacher_temperature: this.#temperature,
      last_layer_gradient: this.#lastLayerGradient,
    };
    this.stateVariables = [...this.#averages, ...Object.values(own)];
    this.variables = {
      ...prefixed('student', trained.variables),
      ...prefixed('teacher', averaged.variables),
      ...own,
    };
    const prototypes = this.#student.head.variables[PROTOTYPES]!.name;
    this.exclude = (name, shape) => shape.length < 2 || name === prototypes;
  }

  /**
   * Returns the teacher's logits and probabilities for the global views. The teacher normalizes by its own batch, so
   * the running statistics of its batch norms are updated.
   *
   * @throws TypeError if a view is not a float32 tensor; RangeError if there is no global view, fewer than 2 views in
   *   all, or a view has another batch size, frames below 32 x 32 pixels or fewer than 5 frames (with `perFrame`, not
   *   exactly 1), or if with `groups` the batch does not divide into groups of 2 clips or more.
   */
  targets(batch: DinoBatch): DinoTargets {
    this.#viewsOf('Dino.targets', batch);
    return tf.tidy(() => {
      const { encoder, head } = this.#teacher;
      const { global } = batch;
      const how = this.#training(global.length);
      const logits = this.#byView(head.forward(represent(encoder, global), how), batch);
      const temperature: tf.Scalar = tf.reshape(this.#temperature, []);
      return { logits, probabilities: teacherTargets(logits, this.#center, { temperature }) };
    });
  }

  /**
   * Returns {@link dinoLoss} of all views, a scalar; the running statistics of the student's batch norms are updated.
   *
   * @throws TypeError or RangeError, as `targets`.
   */
  loss(batch: DinoBatch, { probabilities }: DinoTargets): tf.Scalar {
    const views = this.#viewsOf('Dino.loss', batch);
    return tf.tidy(() => {
      const { encoder, head } = this.#student;
      const lastLayerGradient: tf.Scalar = tf.reshape(this.#lastLayerGradient, []);
      const logits = head.forward(represent(encoder, views), {
        lastLayerGradient,
        ...this.#training(views.length),
      });
      const temperature = this.#studentTemperature;
      return dinoLoss(this.#byView(logits, batch), probabilities, { temperature });
    });
  }

  /**
   * Moves the teacher towards the student and the center towards the teacher's logits, and sets the temperature and the
   * freezing of the next step.
   *
   * @param step number of steps before this one, an integer >= 0.
   * @throws RangeError if `step` is not an integer >= 0 or a schedule leaves its range; nothing is updated then.
   */
  advance({ logits }: DinoTargets, step: number): void {
    assertInteger('Dino.advance', 'step', step, 0);
    const momentum = this.#momentum(step);
    const temperature = this.#teacherTemperature(step + 1);
    assertMomentum('Dino.advance', 'momentum', momentum);
    assertTemperature('Dino.advance', 'teacherTemperature', temperature);
    emaUpdate(this.#averages, this.trainableVariables, momentum);
    tf.tidy(() => {
      emaUpdate([this.#center], [tf.mean(logits, [0, 1])], this.#centerMomentum);
      this.#temperature.assign(tf.tensor1d([temperature]));
      this.#lastLayerGradient.assign(this.#gradientFactor(step + 1));
    });
  }

  /** Frees the heads, the center and the current values of the schedules. */
  dispose(): void {
    this.#student.head.dispose();
    this.#teacher.head.dispose();
    tf.dispose([this.#center, this.#temperature, this.#lastLayerGradient]);
  }

  /** `[views * batch, prototypes]` to `[views, batch, prototypes]`. */
  #byView(logits: tf.Tensor2D, { global }: DinoBatch): tf.Tensor3D {
    return tf.reshape(logits, [-1, global[0]!.shape[0], this.prototypes]);
  }

  #viewsOf(where: string, batch: DinoBatch): readonly tf.Tensor5D[] {
    const views = viewsOf(where, batch, this.#perFrame);
    if (this.#groups > 1) assertGroups(where, 'views', views[0]!.shape[0], this.#groups);
    return views;
  }

  /** Options of a head for the clips of so many views, in order of views. */
  #training(views: number) {
    const groups = this.#groups === 1 ? 1 : views * this.#groups;
    return { training: true, groups };
  }

  /** 0 while the prototypes are frozen, then 1. */
  #gradientFactor(step: number): tf.Tensor1D {
    return tf.tensor1d([step < this.#frozenSteps ? 0 : 1]);
  }
}

function networkOf(parts: Readonly<Record<'encoder' | 'head', Network>>): Network {
  const { encoder, head } = parts;
  return {
    variables: { ...prefixed('encoder', encoder.variables), ...prefixed('head', head.variables) },
    trainableVariables: [...encoder.trainableVariables, ...head.trainableVariables],
  };
}

function prefixed(prefix: string, variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [`${prefix}.${name}`, variable]),
  );
}

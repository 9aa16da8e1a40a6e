import { foldSeed, normals } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { assertCount, assertSeed, assertShape } from './_checks.ts';
import { assertGroups, type BatchNorm, type BatchNormOptions, batchNorm } from './batch-norm.ts';
import type { Network, Variables } from './encoder.ts';
import { namedVariable } from './named-variable.ts';

/** Options of {@link MlpHead}. */
export interface MlpHeadOptions {
  /** Role of the head, such as `'projector'` or `'predictor'`: the prefix of its variables' names. */
  readonly name: string;
  /** Number of input features. */
  readonly input: number;
  /** Number of hidden units. */
  readonly hidden: number;
  /** Number of output features. */
  readonly output: number;
  /** Whether the last linear layer has a bias. Default false, as DeepMind's. */
  readonly lastBias?: boolean;
  /**
   * Whether a batch norm without weights follows the last layer, as in MoCo v3 and SimSiam. It removes the component
   * that all outputs of a batch share, so predicting only that component no longer lowers the loss. Default false, as
   * DeepMind's.
   */
  readonly lastNorm?: boolean;
  /** Safe integer; the initial weights are a function of it and of each variable's name. */
  readonly seed: number;
}

/**
 * The head of BYOL, used as projector and as predictor: linear, batch norm, ReLU, linear.
 *
 * Weights are initialized from N(0, 1 / in), biases to 0. Variables have the names of a PyTorch `Sequential`,
 * `projector.0.weight` to `projector.3.weight` (with `lastNorm`, also `projector.4.running_mean`), and matrices the
 * layout `[in, out]`. The head owns its variables: call `dispose` when done.
 *
 * @see Grill et al. 2020, section 3.3, https://arxiv.org/abs/2006.07733; for `lastNorm` Chen, Xie and He 2021,
 *   section 4.1, https://arxiv.org/abs/2104.02057
 * @example
 * ```ts
 * import { MlpHead } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const head = new MlpHead({ name: 'projector', input: 512, hidden: 16, output: 8, seed: 1 });
 * const x = tf.randomNormal<tf.Rank.R2>([4, 512], 0, 1, 'float32', 1);
 * console.log(head.forward(x, { training: true }).shape); // [ 4, 8 ]
 * ```
 */
export class MlpHead implements Network {
  /** All parameters and running statistics by their PyTorch names; the live variables, not copies. */
  readonly variables: Variables;
  /** All variables except running statistics. */
  readonly trainableVariables: readonly tf.Variable[];
  readonly #input: number;
  readonly #first: readonly [weight: tf.Variable, bias: tf.Variable];
  readonly #norm: BatchNorm;
  readonly #last: readonly [weight: tf.Variable, bias?: tf.Variable];
  readonly #lastNorm: BatchNorm | undefined;

  /** @throws RangeError if a size is not an integer >= 1 or `seed` is not a safe integer. */
  constructor({
    name,
    input,
    hidden,
    output,
    lastBias = false,
    lastNorm = false,
    seed,
  }: MlpHeadOptions) {
    assertCount('MlpHead', 'input', input, 1);
    assertCount('MlpHead', 'hidden', hidden, 1);
    assertCount('MlpHead', 'output', output, 1);
    assertSeed('MlpHead', seed);
    const variables: Record<string, tf.Variable> = {};
    const add = (part: string, trainable: boolean, values: () => tf.Tensor): tf.Variable => {
      const full = `${name}.${part}`;
      variables[full] = tf.tidy(() => namedVariable(full, values(), trainable));
      return variables[full];
    };
    const matrix = (part: string, rows: number, columns: number) => {
      const own = foldSeed(seed, `${name}.${part}`);
      const std = 1 / Math.sqrt(rows);
      const values = () => tf.tensor2d(normals(own, rows * columns, { std }), [rows, columns]);
      return add(part, true, values);
    };
    const zeros = (part: string, size: number) => add(part, true, () => tf.zeros([size]));
    const statistics = (part: string, size: number) => ({
      mean: add(`${part}.running_mean`, false, () => tf.zeros([size])),
      variance: add(`${part}.running_var`, false, () => tf.ones([size])),
    });

    this.#input = input;
    this.#first = [matrix('0.weight', input, hidden), zeros('0.bias', hidden)];
    this.#norm = {
      weight: add('1.weight', true, () => tf.ones([hidden])),
      bias: zeros('1.bias', hidden),
      ...statistics('1', hidden),
    };
    const last = matrix('3.weight', hidden, output);
    this.#last = lastBias ? [last, zeros('3.bias', output)] : [last];
    this.#lastNorm = lastNorm ? statistics('4', output) : undefined;
    this.variables = variables;
    this.trainableVariables = Object.values(variables).filter(({ trainable }) => trainable);
  }

  /**
   * Applies the head.
   *
   * @param x `[batch, input]`.
   * @param options with `training`, batch norm normalizes by the batch, or by each of `groups` groups of it, and
   *   updates its running statistics, the only side effect; without, it normalizes by the running statistics.
   * @returns `[batch, output]`.
   * @throws TypeError if `x` is not float32; RangeError if its shape does not fit, its rows do not divide into
   *   `groups` groups, or a group has a single row.
   */
  forward(x: tf.Tensor2D, options: BatchNormOptions): tf.Tensor2D {
    assertShape('MlpHead.forward', 'x', x, ['batch', this.#input]);
    if (options.training) assertGroups('MlpHead.forward', 'x', x.shape[0], options.groups ?? 1);
    return tf.tidy(() => {
      const hidden = tf.relu(batchNorm(linear(x, this.#first), this.#norm, options));
      const output = linear(hidden, this.#last);
      return this.#lastNorm ? batchNorm(output, this.#lastNorm, options) : output;
    });
  }

  /** Frees the variables. */
  dispose(): void {
    // Only the living: TF.js would free the name again, which may be another's by now.
    tf.dispose(Object.values(this.variables).filter(({ isDisposed }) => !isDisposed));
  }
}

function linear(x: tf.Tensor2D, [weight, bias]: readonly [tf.Variable, tf.Variable?]) {
  const product: tf.Tensor2D = tf.matMul(x, weight as tf.Variable<tf.Rank.R2>);
  return bias ? tf.add<tf.Tensor2D>(product, bias) : product;
}

import type * as tf from '@tensorflow/tfjs-core';
import type { Network } from './encoder.ts';

/**
 * Refuses networks that share a variable: a teacher that is its own student would be trained, and a
 * moving average of itself.
 *
 * @param where the function on whose behalf, for the message.
 * @param networks by the name of their argument.
 * @throws RangeError naming the variable and the two networks.
 * @example
 * ```ts
 * import { assertDistinct, MlpHead } from '@ssvaerr/pretext';
 *
 * const head = new MlpHead({ name: 'head', input: 4, hidden: 8, output: 2, seed: 1 });
 * try {
 *   assertDistinct('MyMethod', { student: head, teacher: head });
 * } catch (error) {
 *   console.log(error instanceof RangeError); // true
 * }
 * ```
 */
export function assertDistinct(
  where: string,
  networks: Readonly<Record<string, Pick<Network, 'variables'>>>,
): void {
  const owners = new Map<tf.Variable, string>();
  for (const [argument, { variables }] of Object.entries(networks)) {
    for (const [name, variable] of Object.entries(variables)) {
      const owner = owners.get(variable);
      if (owner !== undefined && owner !== argument) {
        throw new RangeError(
          `${where}: '${argument}' must share no variable with '${owner}', got '${name}' in both.`,
        );
      }
      owners.set(variable, argument);
    }
  }
}

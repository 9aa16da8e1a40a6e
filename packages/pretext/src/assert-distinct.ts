import type * as tf from '@tensorflow/tfjs-core';
import type { Network } from './encoder.ts';

/**
 * Throws if two networks share a variable: a teacher with a variable of its student would be trained by the
 * optimizer and be a moving average of itself.
 *
 * @param where name of the calling function, for the message.
 * @param networks the networks by the names of their arguments.
 * @throws RangeError naming the variable and both networks.
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

import {
  DownstreamModel,
  type FreezeOptions,
  type Network,
  type NetworkInputs,
} from '@ssvaerr/backbone';
import * as z from 'zod';

const count = z.int().min(1);

/** Schema of {@link NetworkOptions}. */
export const networkOptions = z.strictObject({
  /** Channels of the stem; the features have 8 times as many. */
  width: count,
  /** Units per direction of the GRU. */
  hidden: count,
  /** Bins per dimension of the classification output. */
  bins: z.int().min(2),
  /** Activation of the encoder. */
  activation: z.enum(['relu', 'prelu', 'swish']),
});

/**
 * Options of the network that travel with its weights.
 *
 * @useDeclaredType
 */
export type NetworkOptions = z.infer<typeof networkOptions>;

/**
 * Makes the network of the paper: 3-D stem, ResNet-18, two-layer bidirectional GRU. The caller disposes it.
 *
 * @param options `seed` determines the initial weights; `freeze` keeps a part of them fixed in training.
 * @throws RangeError if an option is out of its range.
 * @see the SS-VAERR paper, Fig. 1(d)
 * @example
 * ```ts
 * import { makeNetwork } from '@ssvaerr/inference';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * const network = makeNetwork(options, { seed: 1 });
 * const output = network.forward(tf.zeros([1, 8, 32, 32, 1]));
 * console.log(output.shape); // [ 1, 8, 42 ]
 * network.dispose();
 * ```
 */
export const makeNetwork = (
  { width, hidden, bins, activation }: NetworkOptions,
  options: FreezeOptions & { readonly seed: number },
): Network => new DownstreamModel({ width, hidden, bins, activation, ...options });

/**
 * Gives the clips that {@link makeNetwork} with these options takes, without making the network.
 *
 * @example
 * ```ts
 * import { networkInputs } from '@ssvaerr/inference';
 *
 * const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
 * console.log(networkInputs(options)); // { channels: 1, size: null }
 * ```
 */
export const networkInputs = (_: NetworkOptions): NetworkInputs => DownstreamModel.inputs;

import { DownstreamModel, type FreezeOptions, type Network } from '@ssvaerr/backbone';
import * as z from 'zod';

const count = z.int().min(1);

export const networkOptions = z.strictObject({
  width: count,
  hidden: count,
  bins: z.int().min(2),
  activation: z.enum(['relu', 'prelu', 'swish']),
});

/**
 * Options of the network that travel with its weights.
 *
 * @useDeclaredType
 */
export type NetworkOptions = z.infer<typeof networkOptions>;

/** Makes the paper's network: 3-D stem, ResNet-18, two-layer bidirectional GRU. */
export const makeNetwork = (
  { width, hidden, bins, activation }: NetworkOptions,
  options: FreezeOptions & { readonly seed: number },
): Network => new DownstreamModel({ width, hidden, bins, activation, ...options });

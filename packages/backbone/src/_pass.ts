import type { Variables } from './_variables.ts';
import type { Activation } from './parameters.ts';

/** Arguments of one pass through a part of the network, besides its input. */
export interface Pass {
  readonly variables: Variables;
  readonly activation: Activation;
  /** Whether to normalize by the batch and update the running statistics. */
  readonly training: boolean;
}

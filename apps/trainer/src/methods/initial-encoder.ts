import { Encoder } from '@ssvaerr/backbone';
import { foldSeed } from '@ssvaerr/random';
import type { MethodConfig } from './common.ts';

/** Makes the untrained encoder that a run starts from: the same one for every method. */
export const initialEncoder = ({
  width,
  activation,
  zeroInitResidual,
  seed,
}: MethodConfig): Encoder =>
  new Encoder({
    width,
    activation,
    zeroInitResidual,
    seed: foldSeed(seed, 'weights', 'encoder'),
  });

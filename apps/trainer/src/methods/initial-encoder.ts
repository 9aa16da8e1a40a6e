import { Encoder } from '@ssvaerr/backbone';
import { foldSeed } from '@ssvaerr/random';
import type { PretrainConfig } from '../config/pretrain-config.ts';

/** The encoder that a run begins with: the same one for every method. */
export const initialEncoder = ({
  width,
  activation,
  zeroInitResidual,
  seed,
}: PretrainConfig): Encoder =>
  new Encoder({
    width,
    activation,
    zeroInitResidual,
    seed: foldSeed(seed, 'weights', 'encoder'),
  });

import type { Kernel } from '../core/kernel.ts';
import { activations } from './activations.ts';
import { binaries } from './binary.ts';
import { complexNumbers } from './complex.ts';
import { convolutions } from './convolution.ts';
import { creation } from './create.ts';
import { cumulative } from './cumulative.ts';
import { fused } from './fused.ts';
import { recurrent } from './gru.ts';
import { indexing } from './indexing.ts';
import { matmul } from './matmul.ts';
import { normalizations } from './normalization.ts';
import { pools } from './pool.ts';
import { reductions } from './reduce.ts';
import { resizing } from './resize.ts';
import { shaping } from './shaping.ts';
import { unary } from './unary.ts';
import { views } from './views.ts';

/** Every kernel of the backend, by its TF.js name. */
export const kernels: ReadonlyMap<string, Kernel> = new Map(
  [
    ...views,
    ...creation,
    ...unary,
    ...binaries,
    ...activations,
    ...reductions,
    ...cumulative,
    ...matmul,
    ...convolutions,
    ...pools,
    ...normalizations,
    ...shaping,
    ...indexing,
    ...resizing,
    ...complexNumbers,
    ...fused,
    ...recurrent,
  ].map((kernel) => [kernel.name, kernel]),
);

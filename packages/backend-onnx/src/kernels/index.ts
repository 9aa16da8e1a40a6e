import type { Kernel } from '../core/kernel.ts';
import { activations } from './activations.ts';
import { optimizers } from './adamw.ts';
import { binaries } from './binary.ts';
import { complexNumbers } from './complex.ts';
import { concats } from './concat.ts';
import { type ConvolutionOptions, convolutions } from './convolution.ts';
import { creation } from './create.ts';
import { cumulative } from './cumulative.ts';
import { fused } from './fused.ts';
import { gathers } from './gather.ts';
import { recurrent } from './gru.ts';
import { matmul } from './matmul.ts';
import { normalizations } from './normalization.ts';
import { oneHots } from './one-hot.ts';
import { pads } from './pad.ts';
import { pools } from './pool.ts';
import { reductions } from './reduce.ts';
import { resizing } from './resize.ts';
import { scatters } from './scatter.ts';
import { selections } from './select.ts';
import { slices } from './slice.ts';
import { spaces } from './space.ts';
import { tiles } from './tile.ts';
import { topKs } from './top-k.ts';
import { transposes } from './transpose.ts';
import { unary } from './unary.ts';
import { views } from './views.ts';

/** Every kernel of the backend, by its TF.js name. */
export function makeKernels(options: ConvolutionOptions): ReadonlyMap<string, Kernel> {
  const all = [
    ...views,
    ...creation,
    ...unary,
    ...binaries,
    ...activations,
    ...reductions,
    ...cumulative,
    ...matmul,
    ...convolutions(options),
    ...pools,
    ...normalizations,
    ...transposes,
    ...slices,
    ...concats,
    ...pads,
    ...tiles,
    ...spaces,
    ...gathers,
    ...scatters,
    ...oneHots,
    ...selections,
    ...topKs,
    ...resizing,
    ...complexNumbers,
    ...fused,
    ...recurrent,
    ...optimizers,
  ];
  return new Map(all.map((kernel) => [kernel.name, kernel]));
}

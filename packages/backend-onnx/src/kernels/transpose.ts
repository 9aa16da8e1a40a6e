import type { TransposeAttrs } from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

/** The layout absorbs it: nothing moves until somebody needs the numbers in order. */
const transpose: RecordedKernel = {
  name: 'Transpose',
  record: ({ x }: Inputs<'x'>, { perm }: TransposeAttrs) => ({
    inputs: [x],
    attrs: { perm },
    outputs: [
      spec(
        perm.map((axis) => x.shape[axis]!),
        x.dtype,
      ),
    ],
  }),
  plan: ({ attrs }, [layout]) => {
    const { perm } = attrs as TransposeAttrs;
    return { inputs: [layout!], outputs: [layout!.map((axis) => perm.indexOf(axis))] };
  },
  emit: (_, n) => n.in(0),
};

export const transposes: readonly RecordedKernel[] = [transpose];

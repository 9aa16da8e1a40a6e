import type { LazyNode, NodePlan } from '../core/kernel.ts';
import type { Layout } from '../core/layout.ts';

/**
 * [height, width, batch, channels]: rows of pixels in front, so that whatever mixes pixels is a matrix
 * product from the left and whatever mixes channels one from the right, and nothing is ever moved.
 */
export const rowsFirst: Layout = [1, 2, 0, 3];

const plain4: Layout = [0, 1, 2, 3];

/** Images with their rows first, filters as TF.js has them. */
export function planRows({ kernel }: LazyNode, form: string): NodePlan {
  const filterGradient = kernel.name === 'Conv2DBackpropFilter';
  return {
    inputs: [rowsFirst, filterGradient ? rowsFirst : plain4],
    outputs: [filterGradient ? plain4 : rowsFirst],
    form,
  };
}

/** Kernels of 2-D convolutions with all channels connected. */
export const isFull = ({ kernel }: LazyNode): boolean => /^Conv2D/.test(kernel.name);

import type { TopKAttrs } from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

/** Sorted also where that is not asked for, so that ties come in order. */
const topK: RecordedKernel = {
  name: 'TopK',
  record({ x }: Inputs<'x'>, { k }: TopKAttrs) {
    if (x.dtype === 'bool') return undefined;
    const shape = [...x.shape.slice(0, -1), k];
    return {
      inputs: [x],
      attrs: { k },
      outputs: [spec(shape, x.dtype), spec(shape, 'int32')],
    };
  },
  emit(g, n) {
    const { k } = n.attrs as TopKAttrs;
    const [values, indices] = g.ops('TopK', [n.in(0), g.ints([k])], 2, { sorted: 1 });
    return [values!, g.cast(indices!, 'int32')];
  },
};

export const topKs: readonly RecordedKernel[] = [topK];

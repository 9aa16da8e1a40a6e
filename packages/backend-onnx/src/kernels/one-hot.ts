import type { OneHotAttrs } from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

/** Indices outside [0, depth) give a row of `offValue`. */
const oneHot: RecordedKernel = {
  name: 'OneHot',
  record({ indices }: Inputs<'indices'>, { depth, onValue, offValue, dtype }: OneHotAttrs) {
    const shape = [...indices.shape, depth];
    return {
      inputs: [indices],
      attrs: { depth, onValue, offValue },
      outputs: [spec(shape, dtype ?? 'int32')],
    };
  },
  emit(g, n) {
    const { depth, onValue, offValue } = n.attrs as OneHotAttrs;
    const classes = g.constant(
      'int32',
      [depth],
      Int32Array.from({ length: depth }, (_, i) => i),
    );
    const hit = g.op('Equal', [g.reshape(g.cast(n.in(0), 'int32'), [...n.shape(0), 1]), classes]);
    const numbers = n.outDtype() === 'bool' ? 'int32' : n.outDtype();
    const result = g.op('Where', [hit, g.scalar(onValue, numbers), g.scalar(offValue, numbers)]);
    return n.outDtype() === 'bool' ? g.cast(result, 'bool') : result;
  },
};

export const oneHots: readonly RecordedKernel[] = [oneHot];

import type { CumsumAttrs, DataType } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

const cumsum: RecordedKernel = {
  name: 'Cumsum',
  record({ x }: Inputs<'x'>, { axis, exclusive, reverse }: CumsumAttrs) {
    const dtype: DataType = tf.upcastType(x.dtype, 'int32');
    return { inputs: [x], attrs: { axis, exclusive, reverse }, outputs: [spec(x.shape, dtype)] };
  },
  emit(g, n) {
    const { axis, exclusive, reverse } = n.attrs as CumsumAttrs;
    const x = n.dtype(0) === n.outDtype() ? n.in(0) : g.cast(n.in(0), n.outDtype());
    return g.op('CumSum', [x, g.scalar(axis, 'int64')], {
      exclusive: exclusive ? 1 : 0,
      reverse: reverse ? 1 : 0,
    });
  },
};

export const cumulative: readonly RecordedKernel[] = [cumsum];

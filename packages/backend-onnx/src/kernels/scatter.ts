import type { ScatterNdAttrs, UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import { type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';

/** Updates of the same place add up. */
const scatterNd: RecordedKernel = {
  name: 'ScatterNd',
  record({ indices, updates }: Inputs<'indices' | 'updates'>, { shape }: ScatterNdAttrs) {
    if (updates.dtype === 'bool' || sizeOf(shape) === 0) return undefined;
    return { inputs: [indices, updates], attrs: { shape }, outputs: [spec(shape, updates.dtype)] };
  },
  emit(g, n) {
    const depth = n.shape(0).length > 1 ? n.shape(0).at(-1)! : 1;
    const { shape } = n.attrs as ScatterNdAttrs;
    const rows = n.shape(0).length > 1 ? n.shape(0).slice(0, -1) : n.shape(0);
    const indices = g.reshape(g.cast(n.in(0), 'int64'), [...rows, depth]);
    const updates = g.reshape(n.in(1), [...rows, ...shape.slice(depth)]);
    return g.op('ScatterND', [g.zeros(n.outDtype(), shape), indices, updates], {
      reduction: 'add',
    });
  },
};

const tensorScatterUpdate: RecordedKernel = {
  name: 'TensorScatterUpdate',
  record({ tensor, indices, updates }: Inputs<'tensor' | 'indices' | 'updates'>) {
    return { inputs: [tensor, indices, updates], outputs: [like(tensor)] };
  },
  emit(g, n) {
    const rows = n.shape(1).length > 1 ? n.shape(1).slice(0, -1) : n.shape(1);
    const depth = n.shape(1).length > 1 ? n.shape(1).at(-1)! : 1;
    const indices = g.reshape(g.cast(n.in(1), 'int64'), [...rows, depth]);
    const updates = g.reshape(n.in(2), [...rows, ...n.shape(0).slice(depth)]);
    return g.op('ScatterND', [n.in(0), indices, updates]);
  },
};

/** Rows whose segment is not in [0, numSegments) are dropped: they go to a spare row at the end. */
const unsortedSegmentSum: RecordedKernel = {
  name: 'UnsortedSegmentSum',
  record({ x, segmentIds }: Inputs<'x' | 'segmentIds'>, { numSegments }: UnsortedSegmentSumAttrs) {
    if (x.dtype === 'bool') return undefined;
    const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
    return { inputs: [x, segmentIds], attrs: { numSegments }, outputs: [spec(shape, x.dtype)] };
  },
  emit(g, n) {
    const { numSegments } = n.attrs as UnsortedSegmentSumAttrs;
    const spare = g.scalar(numSegments, 'int32');
    const ids = n.dtype(1) === 'int32' ? n.in(1) : g.cast(n.in(1), 'int32');
    const dropped = g.op('Less', [ids, g.scalar(0, 'int32')]);
    const kept = g.op('Min', [g.op('Where', [dropped, spare, ids]), spare]);
    const indices = g.reshape(g.cast(kept, 'int64'), [...n.shape(1), 1]);
    const zeros = g.zeros(n.outDtype(), [numSegments + 1, ...n.outShape().slice(1)]);
    const sums = g.op('ScatterND', [zeros, indices, n.in(0)], { reduction: 'add' });
    return g.slice(sums, [0], [numSegments], [0]);
  },
};

export const scatters: readonly RecordedKernel[] = [
  scatterNd,
  tensorScatterUpdate,
  unsortedSegmentSum,
];

import type { GatherV2Attrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type Inputs,
  type Kernel,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';

const gatherRows: RecordedKernel = {
  name: 'GatherV2',
  record({ x, indices }: Inputs<'x' | 'indices'>, { axis, batchDims = 0 }: GatherV2Attrs) {
    const [along] = tf.util.parseAxisParam(axis, x.shape) as [number];
    const batch = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
    // For its checks.
    tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      along,
      batch,
    );
    const shape = [
      ...x.shape.slice(0, along),
      ...indices.shape.slice(batch),
      ...x.shape.slice(along + 1),
    ];
    return {
      inputs: [x, indices],
      attrs: { axis: along, batch },
      outputs: [spec(shape, x.dtype)],
    };
  },
  emit(g, n) {
    const { axis, batch } = n.attrs as { axis: number; batch: number };
    const indices = n.dtype(1) === 'int32' ? n.in(1) : g.cast(n.in(1), 'int32');
    if (batch === 0) return g.op('Gather', [n.in(0), indices], { axis });
    // GatherND takes batches, but only along the axis after them: bring that one there and back.
    const shape = n.shape(0);
    const rank = shape.length;
    const order = [...Array(rank).keys()].filter((i) => i !== axis).toSpliced(batch, 0, axis);
    const chosen = g.reshape(g.cast(indices, 'int64'), [...n.shape(1), 1]);
    const rows = g.op('GatherND', [g.transpose(n.in(0), shape, order), chosen], {
      batch_dims: batch,
    });
    const found = n.shape(1).length - batch;
    const between = axis - batch;
    const axes = [...Array(n.outShape().length).keys()];
    const back = [
      ...axes.slice(0, batch),
      ...axes.slice(batch + found, batch + found + between),
      ...axes.slice(batch, batch + found),
      ...axes.slice(batch + found + between),
    ];
    const gathered = axes.map((i) => n.outShape()[back.indexOf(i)]!);
    return g.transpose(rows, gathered, back);
  },
};

/** Indices that are known already are checked at once, others by onnxruntime when the graph runs. */
const gatherV2: DirectKernel = {
  name: 'GatherV2',
  run(host, inputs: Inputs<'x' | 'indices'>, attrs: GatherV2Attrs) {
    const { x, indices } = inputs;
    const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape) as [number];
    const last = x.shape[axis]! - 1;
    for (const index of host.computed(indices) ?? []) {
      tf.util.assert(
        index >= 0 && index <= last,
        () => `GatherV2: the index value ${index} is not in [0, ${last}]`,
      );
    }
    return host.record(gatherRows, inputs, attrs);
  },
};

const gatherNd: RecordedKernel = {
  name: 'GatherNd',
  record({ params, indices }: Inputs<'params' | 'indices'>) {
    tf.gather_util.prepareAndValidate(params as never, indices as never);
    const depth = indices.shape.at(-1)!;
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    if (depth === 0) return undefined;
    return { inputs: [params, indices], outputs: [spec(shape, params.dtype)] };
  },
  emit: (g, n) => g.op('GatherND', [n.in(0), g.cast(n.in(1), 'int64')]),
};

export const gathers: readonly Kernel[] = [gatherV2, gatherNd];

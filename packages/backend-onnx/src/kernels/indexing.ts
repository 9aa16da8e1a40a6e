import type {
  ClipByValueAttrs,
  GatherV2Attrs,
  OneHotAttrs,
  ScatterNdAttrs,
  TensorInfo,
  TopKAttrs,
  UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type DType,
  type Inputs,
  type Kernel,
  like,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';

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

/** The condition has the operands' shape, or one entry for each of their rows. */
const select: RecordedKernel = {
  name: 'Select',
  record({ condition, t, e }: Inputs<'condition' | 't' | 'e'>) {
    return {
      inputs: [condition, t, e],
      outputs: [spec(t.shape, tf.upcastType(t.dtype, e.dtype))],
    };
  },
  emit(g, n) {
    const dtype = n.outDtype();
    const numbers: DType = dtype === 'bool' ? 'int32' : dtype;
    const rank = n.shape(1).length;
    const [t, e] = [1, 2].map((k) => (n.dtype(k) === numbers ? n.in(k) : g.cast(n.in(k), numbers)));
    let condition = n.dtype(0) === 'bool' ? n.in(0) : g.cast(n.in(0), 'bool');
    if (n.shape(0).length === 1 && rank > 1) {
      condition = g.reshape(condition, [...n.shape(0), ...Array(rank - 1).fill(1)]);
    }
    const result = g.op('Where', [condition, t!, e!]);
    return dtype === 'bool' ? g.cast(result, 'bool') : result;
  },
};

const clip: RecordedKernel = {
  name: 'ClipByValue',
  record: ({ x, min, max }: Record<string, TensorInfo>) => ({
    inputs: [x!, min!, max!],
    outputs: [like(x!)],
  }),
  plan: ({ inputs, outputs }, [layout]) => ({
    inputs: [layout!, ...inputs.slice(1).map(() => [])],
    outputs: outputs.map(() => layout!),
  }),
  // Min and Max, unlike ONNX's Clip, let NaN through on every processor.
  emit: (g, n) => g.op('Min', [g.op('Max', [n.in(0), n.in(1)]), n.in(2)]),
};

/** The bounds are inputs: others, same graph. */
const clipByValue: DirectKernel = {
  name: 'ClipByValue',
  run(host, { x }: Inputs<'x'>, { clipValueMin, clipValueMax }: ClipByValueAttrs) {
    const dtype = x.dtype === 'int32' ? 'int32' : 'float32';
    const numbers = dtype === 'int32' ? Int32Array : Float32Array;
    const min = host.make(numbers.of(clipValueMin), [], dtype);
    const max = host.make(numbers.of(clipValueMax), [], dtype);
    const result = host.record(clip, { x, min, max });
    host.dispose(min);
    host.dispose(max);
    return result;
  },
};

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

export const indexing: readonly Kernel[] = [
  gatherV2,
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  unsortedSegmentSum,
  oneHot,
  select,
  clipByValue,
  topK,
];

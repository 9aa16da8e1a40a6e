import type {
  BatchToSpaceNDAttrs,
  BroadCastToAttrs,
  ConcatAttrs,
  ConcatInputs,
  DepthToSpaceAttrs,
  MirrorPadAttrs,
  PackAttrs,
  PackInputs,
  PadV2Attrs,
  ReverseAttrs,
  SliceAttrs,
  SpaceToBatchNDAttrs,
  SplitVAttrs,
  StridedSliceAttrs,
  TensorInfo,
  TileAttrs,
  TransposeAttrs,
  UnpackAttrs,
} from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type DirectKernel,
  type DType,
  type Host,
  type Inputs,
  type Kernel,
  type LazyNode,
  like,
  type NodePlan,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { type Layout, sizeOf } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';

/** The output lies as the input does. */
const planUnary = (_: LazyNode, [layout]: readonly Layout[]): NodePlan => ({
  inputs: [layout!],
  outputs: [layout!],
});

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

const sliceNumbers: RecordedKernel = {
  name: 'Slice',
  record: ({ x }: { x: TensorInfo }, { begin, size }: { begin: number[]; size: number[] }) => ({
    inputs: [x],
    attrs: { begin, size },
    outputs: [spec(size, x.dtype)],
  }),
  plan: planUnary,
  emit(g, n) {
    const { begin, size } = n.attrs as { begin: number[]; size: number[] };
    const shape = n.shape(0);
    const cut = size.flatMap((s, axis) => (s === shape[axis] ? [] : [axis]));
    if (cut.length === 0) return n.in(0);
    const starts = cut.map((axis) => begin[axis]!);
    const ends = cut.map((axis) => begin[axis]! + size[axis]!);
    const physical = cut.map((axis) => n.plan.inputs[0]!.indexOf(axis));
    return g.slice(n.in(0), starts, ends, physical);
  },
};

/**
 * Of numbers that are computed already, whole rows are cut out at once, without a graph: batches cut
 * out of a data set, each at another place, would compile one each.
 */
const slice: DirectKernel = {
  name: 'Slice',
  run(host, { x }: Inputs<'x'>, attrs: SliceAttrs) {
    const [begin, size] = tf.slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
    tf.slice_util.assertParamsValid(x as never, begin!, size!);
    const data = host.computed(x);
    const first = size!.findIndex((s) => s !== 1);
    const rest = first < 0 ? [] : size!.slice(first + 1);
    if (data && rest.every((s, i) => s === x.shape[first + 1 + i])) {
      const offset = x.shape.reduce((at, length, axis) => at * length + begin![axis]!, 0);
      return host.make(data.subarray(offset, offset + sizeOf(size!)), size!, x.dtype as DType);
    }
    return host.record(sliceNumbers, { x }, { begin, size });
  },
};

const stridedSliceNumbers: RecordedKernel = {
  name: 'StridedSlice',
  record: ({ x }: { x: TensorInfo }, { begin, end, strides, shape }: Record<string, number[]>) => ({
    inputs: [x],
    attrs: { begin, end, strides },
    outputs: [spec(shape!, x.dtype)],
  }),
  emit(g, n) {
    const { begin, end, strides } = n.attrs;
    const before = (at: number, axis: number) => (strides[axis] < 0 && at < 0 ? -(2 ** 31) : at);
    const ends = end.map(before);
    return g.reshape(
      g.slice(
        n.in(0),
        begin,
        ends,
        begin.map((_: number, i: number) => i),
        strides,
      ),
      n.outShape(),
    );
  },
};

const stridedSlice: DirectKernel = {
  name: 'StridedSlice',
  run(host, { x }: Inputs<'x'>, attrs: StridedSliceAttrs) {
    const info = tf.slice_util.sliceInfo(
      x.shape,
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
    if (info.isIdentity) return host.alias(x, info.finalShape);
    if (info.sliceDim0 || info.isSimpleSlice) {
      const size = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
      const part = host.call('Slice', { x }, { begin: info.begin, size });
      const result = host.alias(part, info.finalShape);
      host.dispose(part);
      return result;
    }
    const { begin, end, strides, finalShape } = info;
    return host.record(stridedSliceNumbers, { x }, { begin, end, strides, shape: finalShape });
  },
};

const concatNumbers: RecordedKernel = {
  name: 'Concat',
  record(parts: TensorInfo[], { axis }: { axis: number }) {
    const shape = [...parts[0]!.shape];
    shape[axis] = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    return { inputs: parts, attrs: { axis }, outputs: [spec(shape, parts[0]!.dtype)] };
  },
  emit: (g, n) => g.concat(n.all(), n.attrs.axis),
};

const concat: DirectKernel = {
  name: 'Concat',
  run(host, inputs: ConcatInputs, attrs: ConcatAttrs) {
    const parts = Object.values<TensorInfo>(inputs as never);
    const [axis] = tf.util.parseAxisParam(attrs.axis, parts[0]!.shape);
    tf.backend_util.assertParamsConsistent(
      parts.map(({ shape }) => shape),
      axis!,
    );
    const full = parts.filter(({ shape }) => sizeOf(shape) > 0);
    if (full.length === 1) return host.alias(full[0]!, full[0]!.shape);
    if (full.length === 0) {
      const shape = tf.backend_util.computeOutShape(
        parts.map((part) => part.shape),
        axis!,
      );
      return host.make(new Float32Array(0), shape, parts[0]!.dtype as DType);
    }
    return host.record(concatNumbers, full, { axis });
  },
};

const splitV: RecordedKernel = {
  name: 'SplitV',
  list: true,
  record({ x }: Inputs<'x'>, { numOrSizeSplits, axis }: SplitVAttrs) {
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x as never, numOrSizeSplits, along);
    return {
      inputs: [x],
      attrs: { axis: along, sizes },
      outputs: sizes.map((size) => spec(x.shape.with(along!, size), x.dtype)),
    };
  },
  emit: (g, n) => g.split(n.in(0), n.attrs.sizes, n.attrs.axis),
};

const pack: DirectKernel = {
  name: 'Pack',
  run(host, inputs: PackInputs, { axis }: PackAttrs) {
    const parts = Object.values<TensorInfo>(inputs as never);
    const [first] = parts as [TensorInfo];
    for (const { shape, dtype } of parts) {
      tf.util.assertShapesMatch(
        first.shape,
        shape,
        'All tensors passed to stack must have matching shapes',
      );
      tf.util.assert(
        first.dtype === dtype,
        () => 'All tensors passed to stack must have matching dtypes',
      );
    }
    const views = parts.map((input) => host.call('ExpandDims', { input }, { dim: axis }));
    const result = host.call('Concat', views, { axis });
    views.forEach((view) => void host.dispose(view));
    return result;
  },
};

const unpack: RecordedKernel = {
  name: 'Unpack',
  list: true,
  record({ value }: Inputs<'value'>, { axis }: UnpackAttrs) {
    const along = axis < 0 ? axis + value.shape.length : axis;
    const shape = value.shape.toSpliced(along, 1);
    const outputs = Array.from({ length: value.shape[along]! }, () => spec(shape, value.dtype));
    return { inputs: [value], attrs: { axis: along }, outputs };
  },
  emit(g, n) {
    const count = n.shape(0)[n.attrs.axis]!;
    const parts = g.split(n.in(0), Array(count).fill(1), n.attrs.axis);
    return parts.map((part) => g.reshape(part, n.outShape()));
  },
};

const padV2: RecordedKernel = {
  name: 'PadV2',
  record: ({ x }: Inputs<'x'>, { paddings, constantValue }: PadV2Attrs) => ({
    inputs: [x],
    attrs: { paddings, constantValue },
    outputs: [
      spec(
        x.shape.map((s, i) => s + paddings[i]![0] + paddings[i]![1]),
        x.dtype,
      ),
    ],
  }),
  plan: planUnary,
  emit(g, n) {
    const { paddings, constantValue } = n.attrs as PadV2Attrs;
    const physical = n.plan.inputs[0]!.map((axis) => paddings[axis]!);
    const pads = [...physical.map(([before]) => before), ...physical.map(([, after]) => after)];
    return g.op('Pad', [n.in(0), g.ints(pads), g.scalar(constantValue, n.dtype(0))]);
  },
};

/** One gather along each padded axis: 'symmetric' repeats the edge, 'reflect' does not. */
const mirrorPad: RecordedKernel = {
  name: 'MirrorPad',
  record: ({ x }: Inputs<'x'>, { paddings, mode }: MirrorPadAttrs) => ({
    inputs: [x],
    attrs: { paddings, mode },
    outputs: [
      spec(
        x.shape.map((s, i) => s + paddings[i]![0] + paddings[i]![1]),
        x.dtype,
      ),
    ],
  }),
  emit(g, n) {
    const { paddings, mode } = n.attrs as MirrorPadAttrs;
    const edge = mode === 'reflect' ? 0 : 1;
    return paddings.reduce((x, [before, after], axis) => {
      if (before === 0 && after === 0) return x;
      const length = n.shape(0)[axis]!;
      const indices = Array.from({ length: before + length + after }, (_, i) => {
        const at = i - before;
        if (at < 0) return -at - edge;
        return at >= length ? 2 * (length - 1) - at + edge : at;
      });
      return g.op('Gather', [x, g.ints(indices)], { axis });
    }, n.in(0));
  },
};

const tile: RecordedKernel = {
  name: 'Tile',
  record: ({ x }: Inputs<'x'>, { reps }: TileAttrs) => ({
    inputs: [x],
    attrs: { reps },
    outputs: [
      spec(
        x.shape.map((s, i) => s * reps[i]!),
        x.dtype,
      ),
    ],
  }),
  emit: (g, n) => g.op('Tile', [n.in(0), g.ints(n.attrs.reps)]),
};

const broadcastTo: RecordedKernel = {
  name: 'BroadcastTo',
  record: ({ x }: Inputs<'x'>, { shape }: BroadCastToAttrs) => ({
    inputs: [x],
    attrs: { shape },
    outputs: [spec(shape, x.dtype)],
  }),
  emit: (g, n) => g.expand(n.in(0), n.outShape()),
};

function flip(g: Builder, x: Name, axes: readonly number[]): Name {
  if (axes.length === 0) return x;
  const all = (value: number) => axes.map(() => value);
  return g.slice(x, all(-1), all(-(2 ** 31)), axes, all(-1));
}

const reverse: RecordedKernel = {
  name: 'Reverse',
  record({ x }: Inputs<'x'>, { dims }: ReverseAttrs) {
    const axes = tf.util.parseAxisParam(dims, x.shape);
    return { inputs: [x], attrs: { axes }, outputs: [like(x)] };
  },
  emit: (g, n) => flip(g, n.in(0), n.attrs.axes),
};

const flipLeftRight: RecordedKernel = {
  name: 'FlipLeftRight',
  record: ({ image }: Inputs<'image'>) => ({ inputs: [image], outputs: [like(image)] }),
  emit: (g, n) => flip(g, n.in(0), [2]),
};

/** Runs kernels one after the other, each on the result of the one before. */
function chain(host: Host, x: TensorInfo, steps: readonly [string, object][]): TensorInfo {
  let result = host.alias(x, x.shape);
  for (const [name, attrs] of steps) {
    const next = host.call(name, { x: result }, attrs);
    host.dispose(result);
    result = next;
  }
  return result;
}

const { getPermuted, getReshaped, getReshapedPermuted, getSliceBeginCoords, getSliceSize } =
  tf.backend_util;

const spaceToBatch: DirectKernel = {
  name: 'SpaceToBatchND',
  run(host, { x }: Inputs<'x'>, { blockShape, paddings }: SpaceToBatchNDAttrs) {
    const blocks = sizeOf(blockShape);
    const all = x.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
    const padded = x.shape.map((s, axis) => s + all[axis]![0]! + all[axis]![1]!);
    const split = getReshaped(padded, blockShape, blocks, false);
    return chain(host, x, [
      ['PadV2', { paddings: all, constantValue: 0 }],
      ['Reshape', { shape: split }],
      ['Transpose', { perm: getPermuted(split.length, blockShape.length, false) }],
      ['Reshape', { shape: getReshapedPermuted(padded, blockShape, blocks, false) }],
    ]);
  },
};

const batchToSpace: DirectKernel = {
  name: 'BatchToSpaceND',
  run(host, { x }: Inputs<'x'>, { blockShape, crops }: BatchToSpaceNDAttrs) {
    const blocks = sizeOf(blockShape);
    const split = getReshaped(x.shape, blockShape, blocks);
    const joined = getReshapedPermuted(x.shape, blockShape, blocks);
    return chain(host, x, [
      ['Reshape', { shape: split }],
      ['Transpose', { perm: getPermuted(split.length, blockShape.length) }],
      ['Reshape', { shape: joined }],
      [
        'Slice',
        {
          begin: getSliceBeginCoords(crops, blockShape.length),
          size: getSliceSize(joined, crops, blockShape.length),
        },
      ],
    ]);
  },
};

const depthToSpace: DirectKernel = {
  name: 'DepthToSpace',
  run(host, { x }: Inputs<'x'>, attrs: DepthToSpaceAttrs) {
    if (attrs.dataFormat !== 'NHWC') return host.fallback('DepthToSpace', { x }, attrs);
    const block = attrs.blockSize;
    const [batch, height, width, depth] = x.shape as [number, number, number, number];
    const channels = depth / block ** 2;
    return chain(host, x, [
      ['Reshape', { shape: [batch, height, width, block, block, channels] }],
      ['Transpose', { perm: [0, 1, 3, 2, 4, 5] }],
      ['Reshape', { shape: [batch, height * block, width * block, channels] }],
    ]);
  },
};

export const shaping: readonly Kernel[] = [
  transpose,
  slice,
  stridedSlice,
  concat,
  splitV,
  pack,
  unpack,
  padV2,
  mirrorPad,
  tile,
  broadcastTo,
  reverse,
  flipLeftRight,
  spaceToBatch,
  batchToSpace,
  depthToSpace,
];

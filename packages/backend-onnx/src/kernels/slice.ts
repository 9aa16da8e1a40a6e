import type {
  ReverseAttrs,
  SliceAttrs,
  StridedSliceAttrs,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type DirectKernel,
  type Inputs,
  type Kernel,
  like,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { planUnary } from '../core/plan.ts';
import type { Name } from '../onnx/model.ts';

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
    const layout = n.plan.inputs[0]!;
    const before = layout.map((axis) => begin[axis]!);
    const after = layout.map((axis) => shape[axis]! - begin[axis]! - size[axis]!);
    const pad = g.producer(n.in(0));
    // What was put around is taken away again: the gradient of a padded pool.
    if (pad?.type === 'Pad' && pad.inputs[1] === g.ints([...before, ...after])) {
      return pad.inputs[0]!;
    }
    const physical = cut.map((axis) => layout.indexOf(axis));
    return g.slice(n.in(0), starts, ends, physical);
  },
};

/**
 * Slices whole rows of values that are already computed immediately, without a graph: batches from different places
 * of a data set would otherwise compile one graph each.
 */
const slice: DirectKernel = {
  name: 'Slice',
  run(host, { x }: Inputs<'x'>, attrs: SliceAttrs) {
    const [begin, size] = tf.slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
    tf.slice_util.assertParamsValid(x as never, begin!, size!);
    const first = size!.findIndex((s) => s !== 1);
    const rest = first < 0 ? [] : size!.slice(first + 1);
    if (host.computed(x) && rest.every((s, i) => s === x.shape[first + 1 + i])) {
      const offset = x.shape.reduce((at, length, axis) => at * length + begin![axis]!, 0);
      return host.rows(x, offset, size!);
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

export const slices: readonly Kernel[] = [slice, stridedSlice, reverse, flipLeftRight];

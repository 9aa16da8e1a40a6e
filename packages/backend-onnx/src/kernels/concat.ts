import type {
  ConcatAttrs,
  ConcatInputs,
  PackAttrs,
  PackInputs,
  SplitVAttrs,
  TensorInfo,
  UnpackAttrs,
} from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type DType,
  type Inputs,
  type Kernel,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';

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

export const concats: readonly Kernel[] = [concat, splitV, pack, unpack];

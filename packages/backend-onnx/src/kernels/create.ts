import type { FillAttrs, LinSpaceAttrs, RangeAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type DType,
  type Host,
  type Inputs,
  type Kernel,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** A number spread over a shape, inside a graph. The number is an input: another one, same graph. */
const broadcast: RecordedKernel = {
  name: 'Fill',
  record: ({ x }: { x: TensorInfo }, { shape }: { shape: number[] }) => ({
    inputs: [x],
    attrs: { shape },
    outputs: [spec(shape, x.dtype)],
  }),
  emit: (g, n) => g.expand(n.in(0), n.outShape()),
};

/** Small ones are written at once. */
function filled(host: Host, value: number, shape: number[], dtype: DType): TensorInfo {
  if (sizeOf(shape) <= 1)
    return host.make(new arrays[dtype](sizeOf(shape)).fill(value), shape, dtype);
  const x = host.make(arrays[dtype].of(value), [], dtype);
  const result = host.record(broadcast, { x }, { shape });
  host.dispose(x);
  return result;
}

const fill: DirectKernel = {
  name: 'Fill',
  run(host, inputs, attrs: FillAttrs) {
    const { value, shape } = attrs;
    const dtype = attrs.dtype ?? tf.util.inferDtype(value);
    if (dtype === 'string' || dtype === 'complex64') return host.fallback('Fill', inputs, attrs);
    return filled(host, value as number, shape, dtype);
  },
};

const constantLike = (name: string, value: number): DirectKernel => ({
  name,
  anyType: true,
  run(host, { x }: Inputs<'x'>) {
    if (x.dtype === 'string') {
      if (value !== 0) throw new Error('onesLike is not supported for string tensors');
      return host.fallback(name, { x }, {});
    }
    if (x.dtype !== 'complex64') return filled(host, value, x.shape, x.dtype as DType);
    const real = filled(host, value, x.shape, 'float32');
    const imag = filled(host, 0, x.shape, 'float32');
    const complex = host.makeComplex(real, imag);
    host.dispose(real);
    host.dispose(imag);
    return complex;
  },
});

const range: DirectKernel = {
  name: 'Range',
  run(host, _, { start, stop, step, dtype }: RangeAttrs) {
    const wrongWay = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
    const count = wrongWay ? 0 : Math.abs(Math.ceil((stop - start) / step));
    const sign = stop < start && step === 1 ? -1 : step;
    const values = new arrays[dtype ?? 'float32'](count);
    // Added up, as TF.js does, so that the rounding is the same.
    for (let i = 0; i < count; i++) values[i] = i === 0 ? start : values[i - 1]! + sign;
    return host.make(values, [count], dtype ?? 'float32');
  },
};

const linSpace: DirectKernel = {
  name: 'LinSpace',
  run(host, _, { start, stop, num }: LinSpaceAttrs) {
    const step = (stop - start) / (num - 1);
    const values = new Float32Array(num);
    for (let i = 0; i < num; i++) values[i] = i === 0 ? start : values[i - 1]! + step;
    return host.make(values, [num], 'float32');
  },
};

export const creation: readonly Kernel[] = [
  fill,
  constantLike('ZerosLike', 0),
  constantLike('OnesLike', 1),
  range,
  linSpace,
];

import type { CastAttrs, ExpandDimsAttrs, ReshapeAttrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  type DirectKernel,
  type Inputs,
  type Kernel,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';
import { planElementwise } from '../core/plan.ts';
import { toInt32 } from './to-int32.ts';

/** The same numbers under another shape, inside a graph. TF.js's Reshape gives an alias instead. */
export const reshape: RecordedKernel = {
  name: 'Reshape',
  record: () => undefined,
  emit: (g, n) => g.reshape(n.in(0), n.attrs.shape),
};

const reshapeKernel: DirectKernel = {
  name: 'Reshape',
  anyType: true,
  run(host, { x }: Inputs<'x'>, { shape }: ReshapeAttrs) {
    const full = tf.util.inferFromImplicitShape(shape, sizeOf(x.shape));
    tf.util.assert(
      sizeOf(full) === sizeOf(x.shape),
      () => `The new shape (${full}) must hold the ${sizeOf(x.shape)} elements of (${x.shape}).`,
    );
    return host.alias(x, full);
  },
};

const expandDims: DirectKernel = {
  name: 'ExpandDims',
  anyType: true,
  run(host, { input }: Inputs<'input'>, { dim }: ExpandDimsAttrs) {
    const rank = input.shape.length;
    tf.util.assert(
      -(rank + 1) <= dim && dim <= rank,
      () => `Axis must be in the interval [${-(rank + 1)}, ${rank}]`,
    );
    return host.alias(input, input.shape.toSpliced(dim < 0 ? rank + 1 + dim : dim, 0, 1));
  },
};

const identity: DirectKernel = {
  name: 'Identity',
  anyType: true,
  run: (host, { x }: Inputs<'x'>) => host.alias(x, x.shape),
};

/** float32 to int32 truncates, anything to bool is "not 0", as in TF.js. */
const castNumbers: RecordedKernel = {
  name: 'Cast',
  record: ({ x }: Inputs<'x'>, { dtype }: CastAttrs) => ({
    inputs: [x],
    attrs: { dtype },
    outputs: [spec(x.shape, dtype)],
  }),
  plan: planElementwise,
  emit: (g, n) =>
    n.dtype(0) === 'float32' && n.attrs.dtype === 'int32'
      ? toInt32(g, n.in(0), 'float32')
      : g.cast(n.in(0), n.attrs.dtype),
};

const cast: DirectKernel = {
  name: 'Cast',
  anyType: true,
  run(host, { x }: Inputs<'x'>, { dtype }: CastAttrs) {
    if (dtype === x.dtype) return host.alias(x, x.shape);
    if (dtype === 'complex64') {
      const real = host.call('Cast', { x }, { dtype: 'float32' });
      const imag = host.call('ZerosLike', { x: real });
      const complex = host.makeComplex(real, imag);
      host.dispose(real);
      host.dispose(imag);
      return complex;
    }
    if (x.dtype === 'complex64') {
      return host.call('Cast', { x: host.parts(x).real }, { dtype });
    }
    if (x.dtype === 'string' || dtype === 'string') return host.fallback('Cast', { x }, { dtype });
    return host.record(castNumbers, { x }, { dtype });
  },
};

export const views: readonly Kernel[] = [reshapeKernel, expandDims, identity, cast];

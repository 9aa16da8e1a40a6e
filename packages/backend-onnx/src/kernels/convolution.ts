import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
} from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import { type Emission, type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';
import type { Name } from '../onnx/model.ts';
import { type Geometry, geometry2d, geometry3d, startsLate } from './geometry.ts';

/** Channels after the batch, as ONNX wants them, from TF.js's channels last. */
const channelsFirst = (rank: number) => [0, rank - 1, ...axes(1, rank - 1)];
const channelsLast = (rank: number) => [0, ...axes(2, rank), 1];
/** TF.js's filters are [...kernel, in, out], ONNX's [out, in, ...kernel]. */
const outInKernel = (rank: number) => [rank - 1, rank - 2, ...axes(0, rank - 2)];

const axes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

function toFirst(g: Builder, n: Emission, k: number, geometry: Geometry): Name {
  const shape = n.shape(k);
  return geometry.channelsFirst
    ? n.in(k)
    : g.transpose(n.in(k), shape, channelsFirst(shape.length));
}

/** `shape` is the wanted TF.js shape of `x`, which has its channels first. */
function fromFirst(g: Builder, x: Name, shape: readonly number[], geometry: Geometry): Name {
  if (geometry.channelsFirst) return x;
  const first = channelsFirst(shape.length).map((axis) => shape[axis]!);
  return g.transpose(x, first, channelsLast(shape.length));
}

/** y = x * filter. */
function emitForward(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const filter = filterFirst(g, n.in(1), n.shape(1), geometry);
  const y = g.op('Conv', [toFirst(g, n, 0, geometry), filter], {
    kernel_shape: geometry.kernel,
    strides: geometry.strides,
    dilations: geometry.dilations,
    pads: [...geometry.padStart, ...geometry.padEnd],
    group: geometry.groups,
  });
  return fromFirst(g, y, n.outShape(), geometry);
}

/** [out, in / groups, ...kernel]; a depthwise filter [...kernel, in, multiplier] has one input each. */
function filterFirst(g: Builder, filter: Name, shape: readonly number[], geometry: Geometry): Name {
  if (geometry.groups === 1) return g.transpose(filter, shape, outInKernel(shape.length));
  const flat = [...geometry.kernel, 1, geometry.outChannels];
  return g.transpose(g.reshape(filter, flat), flat, outInKernel(flat.length));
}

/** dx: the transposed convolution of dy. */
function emitInputGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const filter = filterFirst(g, n.in(1), n.shape(1), geometry);
  const dx = g.op('ConvTranspose', [toFirst(g, n, 0, geometry), filter], {
    kernel_shape: geometry.kernel,
    strides: geometry.strides,
    dilations: geometry.dilations,
    pads: [...geometry.padStart, ...geometry.padEnd],
    // Rows at the end that no window reached.
    output_padding: geometry.unreached,
    group: geometry.groups,
  });
  return fromFirst(g, dx, n.outShape(), geometry);
}

/**
 * dw: the convolution of x with dy, where the batch is summed like channels, strides become
 * dilations and the other way round.
 */
function emitFilterGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const { batch, channels, outChannels, groups, kernel, padStart, padEnd } = geometry;
  const spatial = axes(2, 2 + kernel.length);
  const swapped = [1, 0, ...spatial];
  const xShape = [batch, channels, ...geometry.input];
  const dyShape = [batch, outChannels, ...geometry.output];
  let x = g.transpose(toFirst(g, n, 0, geometry), xShape, swapped);
  if (groups > 1) x = g.reshape(x, [1, channels * batch, ...geometry.input]);
  const dy = g.transpose(toFirst(g, n, 1, geometry), dyShape, swapped);
  const full = g.op('Conv', [x, dy], {
    kernel_shape: geometry.output,
    strides: geometry.dilations,
    dilations: geometry.strides,
    pads: [...padStart, ...padEnd],
    group: groups,
  });
  const dw = g.slice(
    full,
    kernel.map(() => 0),
    kernel,
    spatial,
  );
  if (groups === 1) {
    // [in, out, ...kernel] to [...kernel, in, out]
    return g.transpose(dw, [channels, outChannels, ...kernel], [...spatial, 0, 1]);
  }
  const last = g.transpose(dw, [1, outChannels, ...kernel], [...spatial, 0, 1]);
  return g.reshape(last, n.outShape());
}

const sameShape = (a: readonly number[], b: readonly number[]) => a.join() === b.join();

const conv2d: RecordedKernel = {
  name: 'Conv2D',
  record({ x, filter }: Inputs<'x' | 'filter'>, attrs: Conv2DAttrs) {
    const { geometry, outShape } = geometry2d(x.shape, filter.shape, attrs, { depthwise: false });
    return { inputs: [x, filter], attrs: geometry, outputs: [spec(outShape, 'float32')] };
  },
  emit: emitForward,
};

const conv2dBackpropInput: RecordedKernel = {
  name: 'Conv2DBackpropInput',
  record({ dy, filter }: Inputs<'dy' | 'filter'>, attrs: Conv2DBackpropInputAttrs) {
    const { geometry, outShape } = geometry2d(attrs.inputShape, filter.shape, attrs, {
      depthwise: false,
    });
    // conv2dTranspose may be asked for a size that is not dy's.
    if (!sameShape(dy.shape, outShape)) return undefined;
    return { inputs: [dy, filter], attrs: geometry, outputs: [spec(attrs.inputShape, 'float32')] };
  },
  emit: emitInputGradient,
};

const conv2dBackpropFilter: RecordedKernel = {
  name: 'Conv2DBackpropFilter',
  record({ x, dy }: Inputs<'x' | 'dy'>, attrs: Conv2DBackpropFilterAttrs) {
    const { geometry } = geometry2d(x.shape, attrs.filterShape, attrs, { depthwise: false });
    return { inputs: [x, dy], attrs: geometry, outputs: [spec(attrs.filterShape, 'float32')] };
  },
  emit: emitFilterGradient,
};

const depthwise: RecordedKernel = {
  name: 'DepthwiseConv2dNative',
  record({ x, filter }: Inputs<'x' | 'filter'>, attrs: DepthwiseConv2dNativeAttrs) {
    const { geometry, outShape } = geometry2d(x.shape, filter.shape, attrs, { depthwise: true });
    return { inputs: [x, filter], attrs: geometry, outputs: [spec(outShape, 'float32')] };
  },
  emit: emitForward,
};

const depthwiseBackpropInput: RecordedKernel = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  record({ dy, filter }: Inputs<'dy' | 'filter'>, attrs: DepthwiseConv2dNativeBackpropInputAttrs) {
    const { geometry, outShape } = geometry2d(attrs.inputShape, filter.shape, attrs, {
      depthwise: true,
    });
    // conv2dTranspose may be asked for a size that is not dy's.
    if (!sameShape(dy.shape, outShape)) return undefined;
    return { inputs: [dy, filter], attrs: geometry, outputs: [spec(attrs.inputShape, 'float32')] };
  },
  emit: emitInputGradient,
};

const depthwiseBackpropFilter: RecordedKernel = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  record({ x, dy }: Inputs<'x' | 'dy'>, attrs: DepthwiseConv2dNativeBackpropFilterAttrs) {
    const { geometry } = geometry2d(x.shape, attrs.filterShape, attrs, { depthwise: true });
    return { inputs: [x, dy], attrs: geometry, outputs: [spec(attrs.filterShape, 'float32')] };
  },
  emit: emitFilterGradient,
};

const conv3d: RecordedKernel = {
  name: 'Conv3D',
  record({ x, filter }: Inputs<'x' | 'filter'>, attrs: Conv3DAttrs) {
    const { geometry, outShape } = geometry3d(x.shape, filter.shape, attrs);
    if (startsLate(geometry)) return undefined;
    return { inputs: [x, filter], attrs: geometry, outputs: [spec(outShape, 'float32')] };
  },
  emit: emitForward,
};

const conv3dBackpropInput: RecordedKernel = {
  name: 'Conv3DBackpropInputV2',
  record({ dy, filter }: Inputs<'dy' | 'filter'>, attrs: Conv3DBackpropInputV2Attrs) {
    const { geometry, outShape } = geometry3d(attrs.inputShape, filter.shape, attrs);
    // conv2dTranspose may be asked for a size that is not dy's.
    if (startsLate(geometry) || !sameShape(dy.shape, outShape)) return undefined;
    return { inputs: [dy, filter], attrs: geometry, outputs: [spec(attrs.inputShape, 'float32')] };
  },
  emit: emitInputGradient,
};

const conv3dBackpropFilter: RecordedKernel = {
  name: 'Conv3DBackpropFilterV2',
  record({ x, dy }: Inputs<'x' | 'dy'>, attrs: Conv3DBackpropFilterV2Attrs) {
    const { geometry } = geometry3d(x.shape, attrs.filterShape, attrs);
    if (startsLate(geometry)) return undefined;
    return { inputs: [x, dy], attrs: geometry, outputs: [spec(attrs.filterShape, 'float32')] };
  },
  emit: emitFilterGradient,
};

export const convolutions: readonly RecordedKernel[] = [
  conv2d,
  conv2dBackpropInput,
  conv2dBackpropFilter,
  depthwise,
  depthwiseBackpropInput,
  depthwiseBackpropFilter,
  conv3d,
  conv3dBackpropInput,
  conv3dBackpropFilter,
];

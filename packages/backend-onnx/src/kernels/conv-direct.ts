import type { Builder } from '../core/builder.ts';
import type { Emission, LazyNode, NodePlan } from '../core/kernel.ts';
import { type Layout, plain } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import type { Geometry } from './geometry.ts';

// Convolutions by ONNX's own operators, which want channels before the spatial axes.

/** Images with channels first, and so the output; filters as TF.js has them. */
export function planDirect(node: LazyNode): NodePlan {
  const { channelsFirst, kernel } = node.attrs as Geometry;
  const rank = kernel.length + 2;
  const images: Layout = channelsFirst ? plain(rank) : [0, rank - 1, ...axes(1, rank - 1)];
  const filters = plain(rank);
  return node.kernel.name.includes('BackpropFilter')
    ? { inputs: [images, images], outputs: [filters], form: 'direct' }
    : { inputs: [images, filters], outputs: [images], form: 'direct' };
}

/** TF.js's filters are [...kernel, in, out], ONNX's [out, in, ...kernel]. */
const outInKernel = (rank: number) => [rank - 1, rank - 2, ...axes(0, rank - 2)];

const axes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** y = x * filter. */
export function directForward(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const filter = filterFirst(g, n.in(1), n.shape(1), geometry);
  return g.op('Conv', [n.in(0), filter], {
    kernel_shape: geometry.kernel,
    strides: geometry.strides,
    dilations: geometry.dilations,
    pads: [...geometry.padStart, ...geometry.padEnd],
    group: geometry.groups,
  });
}

/** [out, in / groups, ...kernel]; a depthwise filter [...kernel, in, multiplier] has one input each. */
function filterFirst(g: Builder, filter: Name, shape: readonly number[], geometry: Geometry): Name {
  if (geometry.groups === 1) return g.transpose(filter, shape, outInKernel(shape.length));
  const flat = [...geometry.kernel, 1, geometry.outChannels];
  return g.transpose(g.reshape(filter, flat), flat, outInKernel(flat.length));
}

/** dx: the transposed convolution of dy. */
export function directInputGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const filter = filterFirst(g, n.in(1), n.shape(1), geometry);
  return g.op('ConvTranspose', [n.in(0), filter], {
    kernel_shape: geometry.kernel,
    strides: geometry.strides,
    dilations: geometry.dilations,
    pads: [...geometry.padStart, ...geometry.padEnd],
    // Rows at the end that no window reached.
    output_padding: geometry.unreached,
    group: geometry.groups,
  });
}

/**
 * dw: the convolution of x with dy, where the batch is summed like channels, strides become
 * dilations and the other way round.
 */
export function directFilterGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const { batch, channels, outChannels, groups, kernel, padStart, padEnd } = geometry;
  const spatial = axes(2, 2 + kernel.length);
  const swapped = [1, 0, ...spatial];
  const xShape = [batch, channels, ...geometry.input];
  const dyShape = [batch, outChannels, ...geometry.output];
  let x = g.transpose(n.in(0), xShape, swapped);
  if (groups > 1) x = g.reshape(x, [1, channels * batch, ...geometry.input]);
  const dy = g.transpose(n.in(1), dyShape, swapped);
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

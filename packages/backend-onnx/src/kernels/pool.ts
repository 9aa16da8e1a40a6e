import type { AvgPool3DAttrs, MaxPoolAttrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type Emission,
  type Inputs,
  type LazyNode,
  like,
  type NodePlan,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { plain } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import { fromInfo2d, fromInfo3d, type Geometry, startsLate, unpadded } from './geometry.ts';

const window2d = (shape: readonly number[], attrs: MaxPoolAttrs) =>
  fromInfo2d(
    tf.backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      attrs.filterSize,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    ),
    false,
  );

const window3d = (shape: readonly number[], attrs: AvgPool3DAttrs) =>
  fromInfo3d(
    tf.backend_util.computePool3DInfo(
      shape as [number, number, number, number, number],
      attrs.filterSize,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      attrs.dataFormat ?? 'NDHWC',
    ),
  );

type Window = typeof window2d | typeof window3d;

/** Channels first, as ONNX has it. */
function planPool({ inputs, attrs }: LazyNode): NodePlan {
  const { kernel, channelsFirst } = attrs as Geometry;
  const rank = kernel.length + 2;
  const layout = channelsFirst ? plain(rank) : [0, rank - 1, ...kernel.map((_, axis) => axis + 1)];
  return { inputs: inputs.map(() => layout), outputs: [layout] };
}

const sliding = ({ kernel, strides, padStart, padEnd }: Geometry) => ({
  kernel_shape: kernel,
  strides,
  pads: [...padStart, ...padEnd],
});

/** onnxruntime pools no window that lies in the padding entirely. */
const reaches = (geometry: Geometry) =>
  geometry.kernel.every((size, i) => geometry.padStart[i]! < size && geometry.padEnd[i]! < size) &&
  !startsLate(geometry);

/** Maxima and where they were, counted through the whole tensor with channels first. */
const maxima = (g: Builder, x: Name, geometry: Geometry): Name[] =>
  g.ops('MaxPool', [x], 2, sliding(geometry));

/** The lowest float32: no maximum, except of windows in which nothing is above it. */
const LOWEST = -3.4028234663852886e38;

/** The images of a max-pool, without what no maximum is taken from: the operator pads by itself. */
function imagesOf(n: Emission, k: number): { x: Name; geometry: Geometry } {
  const { kernel } = n.attrs as Geometry;
  const plain = { x: n.in(k), geometry: n.attrs as Geometry };
  if (kernel.length !== 2) return plain;
  const without = unpadded(n, k, (constant) => constant <= LOWEST);
  return reaches(without.geometry) ? without : plain;
}

function pool(
  name: string,
  window: Window,
  write: (g: Builder, n: Emission) => Name,
): RecordedKernel {
  return {
    name,
    record({ x }: Inputs<'x'>, attrs) {
      if (x.dtype !== 'float32') return undefined;
      const { geometry, outShape } = window(x.shape, attrs);
      if (!reaches(geometry)) return undefined;
      return { inputs: [x], attrs: geometry, outputs: [spec(outShape, 'float32')] };
    },
    plan: planPool,
    emit: write,
  };
}

/** dy goes to the first maximum of each window; windows overlap, so it is added. */
function maxPoolGrad(name: string, window: Window): RecordedKernel {
  return {
    name,
    record({ dy, input }: Inputs<'dy' | 'input'>, attrs) {
      const { geometry } = window(input.shape, attrs);
      if (!reaches(geometry)) return undefined;
      return { inputs: [dy, input], attrs: geometry, outputs: [like(input)] };
    },
    plan: planPool,
    emit(g, n) {
      const { x, geometry } = imagesOf(n, 1);
      const { batch, channels, input, output } = geometry;
      const count = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, batch * channels);
      const [, where] = maxima(g, x, geometry);
      const flat = [count(output)];
      const dx = g.op(
        'ScatterElements',
        [g.zeros('float32', [count(input)]), g.reshape(where!, flat), g.reshape(n.in(0), flat)],
        { axis: 0, reduction: 'add' },
      );
      const padded = (n.attrs as Geometry).input;
      const before = geometry.padStart.map((size, i) => size - (n.attrs as Geometry).padStart[i]!);
      const after = padded.map((size, i) => size - input[i]! - before[i]!);
      const images = g.reshape(dx, [batch, channels, ...input]);
      if (padded.every((size, i) => size === input[i])) return images;
      return g.op('Pad', [images, g.ints([0, 0, ...before, 0, 0, ...after]), g.scalar(0)]);
    },
  };
}

/** dy is spread evenly; TF.js divides by the whole window, also where it hangs over the edge. */
function avgPoolGrad(name: string, window: Window): RecordedKernel {
  return {
    name,
    record({ dy, input }: Inputs<'dy' | 'input'>, attrs) {
      const { geometry } = window(input.shape, attrs);
      if (!reaches(geometry)) return undefined;
      return { inputs: [dy], attrs: geometry, outputs: [like(input)] };
    },
    plan: planPool,
    emit(g, n) {
      const geometry = n.attrs as Geometry;
      const { batch, channels, input, output, kernel, unreached } = geometry;
      const size = kernel.reduce((a, b) => a * b, 1);
      const weight = g.expand(g.scalar(1 / size), [1, 1, ...kernel]);
      const dy = g.reshape(n.in(0), [batch * channels, 1, ...output]);
      const dx = g.op('ConvTranspose', [dy, weight], {
        ...sliding(geometry),
        output_padding: unreached,
      });
      return g.reshape(dx, [batch, channels, ...input]);
    },
  };
}

const max = (g: Builder, n: Emission) => {
  const { x, geometry } = imagesOf(n, 0);
  return maxima(g, x, geometry)[0]!;
};
const average = (g: Builder, n: Emission) =>
  g.op('AveragePool', [n.in(0)], { ...sliding(n.attrs as Geometry), count_include_pad: 0 });

export const pools: readonly RecordedKernel[] = [
  pool('MaxPool', window2d, max),
  pool('MaxPool3D', window3d, max),
  pool('AvgPool', window2d, average),
  pool('AvgPool3D', window3d, average),
  maxPoolGrad('MaxPoolGrad', window2d),
  maxPoolGrad('MaxPool3DGrad', window3d),
  avgPoolGrad('AvgPoolGrad', window2d),
  avgPoolGrad('AvgPool3DGrad', window3d),
];

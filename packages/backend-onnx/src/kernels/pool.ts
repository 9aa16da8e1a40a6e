import type { AvgPool3DAttrs, MaxPoolAttrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type Inputs,
  type LazyNode,
  like,
  type NodePlan,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { plain } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import { fromInfo2d, fromInfo3d, type Geometry, startsLate } from './geometry.ts';

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

function pool(
  name: string,
  window: Window,
  write: (g: Builder, x: Name, geometry: Geometry) => Name,
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
    emit(g, n) {
      const geometry = n.attrs as Geometry;
      return write(g, n.in(0), geometry);
    },
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
      const geometry = n.attrs as Geometry;
      const { batch, channels, input, output } = geometry;
      const count = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, batch * channels);
      const [, where] = maxima(g, n.in(1), geometry);
      const flat = [count(output)];
      const dx = g.op(
        'ScatterElements',
        [g.zeros('float32', [count(input)]), g.reshape(where!, flat), g.reshape(n.in(0), flat)],
        { axis: 0, reduction: 'add' },
      );
      return g.reshape(dx, [batch, channels, ...input]);
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

const max = (g: Builder, x: Name, geometry: Geometry) => maxima(g, x, geometry)[0]!;
const average = (g: Builder, x: Name, geometry: Geometry) =>
  g.op('AveragePool', [x], { ...sliding(geometry), count_include_pad: 0 });

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

import type { PadV2Attrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Emission } from '../core/kernel.ts';
import type { Name } from '../onnx/model.ts';

/** Where a window slides, for convolutions and pools of any number of spatial axes. */
export interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly outChannels: number;
  /** Spatial sizes. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zeros before and after. */
  readonly padStart: readonly number[];
  readonly padEnd: readonly number[];
  /** Rows (columns, frames) at the end that the last window does not reach. */
  readonly unreached: readonly number[];
  readonly groups: number;
  readonly channelsFirst: boolean;
}

type Pad = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
type Rounding = 'floor' | 'round' | 'ceil';

interface Attrs2d {
  readonly strides: [number, number] | number;
  readonly pad: Pad;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: Rounding;
}

interface Attrs3d {
  readonly strides: [number, number, number] | number;
  readonly pad: 'valid' | 'same';
  readonly dilations?: [number, number, number] | number;
}

interface Window {
  readonly geometry: Geometry;
  readonly outShape: number[];
}

/** Geometry of a 2-D convolution; `x` and `filter` are shapes. */
export function geometry2d(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat = 'NHWC', dilations, dimRoundingMode }: Attrs2d,
  { depthwise }: { depthwise: boolean },
): Window {
  return fromInfo2d(
    tf.backend_util.computeConv2DInfo(
      x as [number, number, number, number],
      filter as [number, number, number, number],
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      dataFormat === 'NHWC' ? 'channelsLast' : 'channelsFirst',
    ),
    depthwise,
  );
}

export function geometry3d(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1 }: Attrs3d,
): Window {
  return fromInfo3d(
    tf.backend_util.computeConv3DInfo(
      x as [number, number, number, number, number],
      filter as [number, number, number, number, number],
      strides,
      dilations,
      pad,
    ),
  );
}

export function fromInfo2d(info: tf.backend_util.Conv2DInfo, depthwise: boolean): Window {
  return {
    outShape: info.outShape,
    geometry: geometry({
      batch: info.batchSize,
      channels: info.inChannels,
      outChannels: info.outChannels,
      input: [info.inHeight, info.inWidth],
      output: [info.outHeight, info.outWidth],
      kernel: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      padStart: [info.padInfo.top, info.padInfo.left],
      groups: depthwise ? info.inChannels : 1,
      channelsFirst: info.dataFormat === 'channelsFirst',
    }),
  };
}

export function fromInfo3d(info: tf.backend_util.Conv3DInfo): Window {
  return {
    outShape: info.outShape,
    geometry: geometry({
      batch: info.batchSize,
      channels: info.inChannels,
      outChannels: info.outChannels,
      input: [info.inDepth, info.inHeight, info.inWidth],
      output: [info.outDepth, info.outHeight, info.outWidth],
      kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
      strides: [info.strideDepth, info.strideHeight, info.strideWidth],
      dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
      padStart: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
      groups: 1,
      channelsFirst: info.dataFormat === 'channelsFirst',
    }),
  };
}

/** What the last window needs at the end follows from the output's size, however that was rounded. */
function geometry(g: Omit<Geometry, 'padEnd' | 'unreached'>): Geometry {
  const missing = g.output.map((size, i) => {
    const reach = (size - 1) * g.strides[i]! + (g.kernel[i]! - 1) * g.dilations[i]! + 1;
    return reach - g.input[i]! - g.padStart[i]!;
  });
  return {
    ...g,
    padEnd: missing.map((n) => Math.max(n, 0)),
    unreached: missing.map((n) => Math.max(-n, 0)),
  };
}

/**
 * Images [batch, height, width, channels] that are input `k`, and where the windows slide, without what the
 * program has put around them, if `isNeutral` says of it that windows can as well leave it out.
 */
export function unpadded(
  n: Emission,
  k: number,
  isNeutral: (constant: number) => boolean,
): { x: Name; geometry: Geometry } {
  const geometry = n.attrs as Geometry;
  const pad = n.behind(k, 'PadV2');
  const { paddings = [], constantValue = 0 } = (pad?.attrs ?? {}) as Partial<PadV2Attrs>;
  const [batch, rows, columns, channels] = paddings;
  const isSpatial = [batch, channels].every((p) => p?.[0] === 0 && p[1] === 0);
  if (!pad || !isSpatial || !isNeutral(constantValue)) return { x: n.in(k), geometry };
  const spatial = [rows!, columns!];
  return {
    x: pad.in(0),
    geometry: {
      ...geometry,
      input: geometry.input.map((size, i) => size - spatial[i]![0] - spatial[i]![1]),
      padStart: geometry.padStart.map((size, i) => size + spatial[i]![0]),
      padEnd: geometry.padEnd.map((size, i) => size + spatial[i]![1]),
    },
  };
}

/**
 * TF.js pads 3-D windows that stride over more than their kernel by less than nothing: they start
 * inside the input. Its cpu kernels take those.
 */
export const startsLate = ({ padStart }: Geometry): boolean => padStart.some((n) => n < 0);

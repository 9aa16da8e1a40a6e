import type { ResizeBilinearAttrs } from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';
import type { Name } from '../onnx/model.ts';

type Images = readonly [number, number, number, number];
type Placement = Pick<ResizeBilinearAttrs, 'alignCorners' | 'halfPixelCenters'>;

/** Input pixels per output pixel. */
function scale(from: number, to: number, { alignCorners }: Placement): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

/** [to, from]: each output as a mean of the two nearest inputs. */
function bilinear(from: number, to: number, placement: Placement): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const half = placement.halfPixelCenters ? 0.5 : 0;
    const at = scale(from, to, placement) * (i + half) - half;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(from - 1, Math.ceil(at));
    const share = at - low;
    matrix[i * from + low]! += 1 - share;
    matrix[i * from + high]! += share;
  }
  return matrix;
}

/** By output, the input nearest to it. */
function nearest(from: number, to: number, placement: Placement): number[] {
  const half = placement.halfPixelCenters ? 0.5 : 0;
  const round = placement.alignCorners ? Math.round : Math.floor;
  return Array.from({ length: to }, (_, i) =>
    Math.max(0, Math.min(from - 1, round(scale(from, to, placement) * (i + half)))),
  );
}

/** [to, from]: each output as the input nearest to it. */
function selection(from: number, to: number, placement: Placement): Float32Array {
  const matrix = new Float32Array(to * from);
  nearest(from, to, placement).forEach((at, i) => {
    matrix[i * from + at] = 1;
  });
  return matrix;
}

type MatrixOf = typeof bilinear;

/** rows @ x along the height, columns @ x along the width: a resize is two small matrix products. */
function alongBoth(
  g: Builder,
  x: Name,
  [batch, height, width, channels]: Images,
  [rows, columns]: [Name, Name],
  [outHeight]: readonly number[],
): Name {
  const tall = g.op('MatMul', [rows, g.reshape(x, [batch, height, width * channels])]);
  return g.op('MatMul', [columns, g.reshape(tall, [batch, outHeight!, width, channels])]);
}

const record = (
  { images }: Inputs<'images'>,
  { alignCorners, halfPixelCenters, size }: ResizeBilinearAttrs,
) => ({
  inputs: [images],
  attrs: { alignCorners, halfPixelCenters },
  outputs: [spec([images.shape[0]!, ...size, images.shape[3]!], 'float32')],
});

const resizeBilinear: RecordedKernel = {
  name: 'ResizeBilinear',
  record,
  emit(g, n) {
    const shape = n.shape(0) as unknown as Images;
    const [, height, width] = n.outShape() as unknown as Images;
    const x = n.dtype(0) === 'float32' ? n.in(0) : g.cast(n.in(0), 'float32');
    const rows = g.constant('float32', [height, shape[1]], bilinear(shape[1], height, n.attrs));
    const columns = g.constant('float32', [width, shape[2]], bilinear(shape[2], width, n.attrs));
    return alongBoth(g, x, shape, [rows, columns], [height, width]);
  },
};

const resizeNearest: RecordedKernel = {
  name: 'ResizeNearestNeighbor',
  record: (inputs: Inputs<'images'>, attrs: ResizeBilinearAttrs) => {
    const recording = record(inputs, attrs);
    return { ...recording, outputs: [spec(recording.outputs[0]!.shape, inputs.images.dtype)] };
  },
  emit(g, n) {
    const [, height, width] = n.shape(0) as unknown as Images;
    const [, outHeight, outWidth] = n.outShape() as unknown as Images;
    const rows = g.ints(nearest(height, outHeight, n.attrs));
    const columns = g.ints(nearest(width, outWidth, n.attrs));
    return g.op('Gather', [g.op('Gather', [n.in(0), rows], { axis: 1 }), columns], { axis: 2 });
  },
};

/** The transposed matrices. TF.js's gradients know `alignCorners` only, as TensorFlow's once did. */
const gradient = (name: string, matrix: MatrixOf): RecordedKernel => ({
  name,
  record: ({ images, dy }: Inputs<'images' | 'dy'>, { alignCorners }: ResizeBilinearAttrs) => ({
    inputs: [dy],
    attrs: { alignCorners, halfPixelCenters: false, shape: images.shape },
    outputs: [spec(images.shape, 'float32')],
  }),
  emit(g, n) {
    const [, height, width] = n.outShape() as unknown as Images;
    const shape = n.shape(0) as unknown as Images;
    const transposed = (from: number, to: number) =>
      g.op('Transpose', [g.constant('float32', [to, from], matrix(from, to, n.attrs))], {
        perm: [1, 0],
      });
    const matrices: [Name, Name] = [transposed(height, shape[1]), transposed(width, shape[2])];
    return alongBoth(g, n.in(0), shape, matrices, [height, width]);
  },
});

export const resizing: readonly RecordedKernel[] = [
  resizeBilinear,
  resizeNearest,
  gradient('ResizeBilinearGrad', bilinear),
  gradient('ResizeNearestNeighborGrad', selection),
];

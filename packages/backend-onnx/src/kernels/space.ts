import type {
  BatchToSpaceNDAttrs,
  DepthToSpaceAttrs,
  SpaceToBatchNDAttrs,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { DirectKernel, Host, Inputs } from '../core/kernel.ts';
import { sizeOf } from '../core/layout.ts';

/** Runs kernels one after the other, each on the result of the one before. */
function chain(host: Host, x: TensorInfo, steps: readonly [string, object][]): TensorInfo {
  let result = host.alias(x, x.shape);
  for (const [name, attrs] of steps) {
    const next = host.call(name, { x: result }, attrs);
    host.dispose(result);
    result = next;
  }
  return result;
}

const { getPermuted, getReshaped, getReshapedPermuted, getSliceBeginCoords, getSliceSize } =
  tf.backend_util;

const spaceToBatch: DirectKernel = {
  name: 'SpaceToBatchND',
  run(host, { x }: Inputs<'x'>, { blockShape, paddings }: SpaceToBatchNDAttrs) {
    const blocks = sizeOf(blockShape);
    const all = x.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
    const padded = x.shape.map((s, axis) => s + all[axis]![0]! + all[axis]![1]!);
    const split = getReshaped(padded, blockShape, blocks, false);
    return chain(host, x, [
      ['PadV2', { paddings: all, constantValue: 0 }],
      ['Reshape', { shape: split }],
      ['Transpose', { perm: getPermuted(split.length, blockShape.length, false) }],
      ['Reshape', { shape: getReshapedPermuted(padded, blockShape, blocks, false) }],
    ]);
  },
};

const batchToSpace: DirectKernel = {
  name: 'BatchToSpaceND',
  run(host, { x }: Inputs<'x'>, { blockShape, crops }: BatchToSpaceNDAttrs) {
    const blocks = sizeOf(blockShape);
    const split = getReshaped(x.shape, blockShape, blocks);
    const joined = getReshapedPermuted(x.shape, blockShape, blocks);
    return chain(host, x, [
      ['Reshape', { shape: split }],
      ['Transpose', { perm: getPermuted(split.length, blockShape.length) }],
      ['Reshape', { shape: joined }],
      [
        'Slice',
        {
          begin: getSliceBeginCoords(crops, blockShape.length),
          size: getSliceSize(joined, crops, blockShape.length),
        },
      ],
    ]);
  },
};

const depthToSpace: DirectKernel = {
  name: 'DepthToSpace',
  run(host, { x }: Inputs<'x'>, attrs: DepthToSpaceAttrs) {
    if (attrs.dataFormat !== 'NHWC') return host.fallback('DepthToSpace', { x }, attrs);
    const block = attrs.blockSize;
    const [batch, height, width, depth] = x.shape as [number, number, number, number];
    const channels = depth / block ** 2;
    return chain(host, x, [
      ['Reshape', { shape: [batch, height, width, block, block, channels] }],
      ['Transpose', { perm: [0, 1, 3, 2, 4, 5] }],
      ['Reshape', { shape: [batch, height * block, width * block, channels] }],
    ]);
  },
};

export const spaces: readonly DirectKernel[] = [spaceToBatch, batchToSpace, depthToSpace];

import type { Builder } from '../core/builder.ts';
import type { Emission, LazyNode, NodePlan } from '../core/kernel.ts';
import { type Layout, sameLayout } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import { hasManyPixels, images, isFull, isThick, planRows, rowsFirst } from './conv-rows.ts';
import type { Geometry } from './geometry.ts';

// Convolutions in the layout [height, width, batch, channels], tap by tap: the pixels that a tap reads
// times the tap's matrix, and the sum over the taps. Filters are used as they lie, and read once.

/** Small kernels: on few pixels, and wherever a neighbor has chosen the layout. */
export function planTaps(node: LazyNode, layouts: readonly Layout[]): NodePlan | undefined {
  const geometry = node.attrs as Geometry;
  const { kernel, channelsFirst } = geometry;
  const isSmall = kernel.length === 2 && kernel.every((size) => size <= 3);
  if (!isFull(node) || !isSmall || channelsFirst) return undefined;
  const isBeside = layouts.some((layout) => sameLayout(layout, rowsFirst));
  const suits = isBeside || (isThick(geometry) && !hasManyPixels(geometry));
  return suits ? planRows(node, 'taps') : undefined;
}

const area = (sizes: readonly number[]) => sizes[0]! * sizes[1]!;

/** By tap and pixel of the output: the pixel of the input that is read, or -1 for one in the padding. */
function reads({ input, output, kernel, strides, dilations, padStart }: Geometry): number[][] {
  const [height, width] = input as [number, number];
  return Array.from({ length: area(kernel) }, (_, tap) =>
    Array.from({ length: area(output) }, (_, pixel) => {
      const at = (axis: 0 | 1, tap: number, pixel: number) =>
        pixel * strides[axis]! + tap * dilations[axis]! - padStart[axis]!;
      const y = at(0, Math.floor(tap / kernel[1]!), Math.floor(pixel / output[1]!));
      const x = at(1, tap % kernel[1]!, pixel % output[1]!);
      return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
    }),
  );
}

/** Rows of `x`, [rows, length], at the indices; -1 is a row of zeros. */
function pick(g: Builder, x: Name, rows: number, length: number, indices: readonly number[]): Name {
  if (indices.length === rows && indices.every((from, i) => from === i)) return x;
  if (!indices.includes(-1)) return g.op('Gather', [x, g.ints(indices)], { axis: 0 });
  const padded = g.concat([x, g.zeros('float32', [1, length])], 0);
  const last = indices.map((i) => (i < 0 ? rows : i));
  return g.op('Gather', [padded, g.ints(last)], { axis: 0 });
}

/** What each tap reads of x: [taps, pixels * batch, channels]. */
function windows(g: Builder, x: Name, geometry: Geometry): Name {
  const { batch, channels, input, output, kernel } = geometry;
  const length = batch * channels;
  const pixels = g.reshape(x, [area(input), length]);
  const read = pick(g, pixels, area(input), length, reads(geometry).flat());
  return g.reshape(read, [area(kernel), area(output) * batch, channels]);
}

const matrices = (g: Builder, filter: Name, { kernel, channels, outChannels }: Geometry): Name =>
  g.reshape(filter, [area(kernel), channels, outChannels]);

const rows = (g: Builder, dy: Name, { output, batch, outChannels }: Geometry): Name =>
  g.reshape(dy, [area(output) * batch, outChannels]);

/** The sum of `count` images, [count, ...shape]. onnxruntime copies the sum of one. */
const total = (g: Builder, x: Name, count: number, shape: readonly number[]): Name =>
  count === 1 ? g.reshape(x, shape) : g.reshape(g.reduce('ReduceSum', x, [0]), shape);

const fused = 'com.microsoft';

export function tapsForward(g: Builder, n: Emission): Name {
  const { x, geometry } = images(n);
  const { batch, output, outChannels } = geometry;
  const byTap = g.op('MatMul', [windows(g, x, geometry), matrices(g, n.in(1), geometry)]);
  return total(g, byTap, area(geometry.kernel), [...output, batch, outChannels]);
}

export function tapsInputGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const { batch, input, output, kernel, channels } = geometry;
  const operands = [rows(g, n.in(0), geometry), matrices(g, n.in(1), geometry)];
  const byTap = g.op('FusedMatMul', operands, { transB: 1 }, fused);
  // By pixel of the input: who has read it, as rows of [taps * pixels of the output].
  const readers: number[][] = Array.from({ length: area(input) }, () => []);
  reads(geometry)
    .flat()
    .forEach((pixel, reader) => {
      if (pixel >= 0) readers[pixel]!.push(reader);
    });
  const most = Math.max(...readers.map(({ length }) => length));
  const sources = Array.from({ length: most }, (_, k) => readers.map((list) => list[k] ?? -1));
  const [count, length] = [area(kernel) * area(output), batch * channels];
  const parts = pick(g, g.reshape(byTap, [count, length]), count, length, sources.flat());
  const images = g.reshape(parts, [most, area(input), length]);
  return total(g, images, most, [...input, batch, channels]);
}

export function tapsFilterGradient(g: Builder, n: Emission): Name {
  const { x, geometry } = images(n);
  const operands = [windows(g, x, geometry), rows(g, n.in(1), geometry)];
  return g.reshape(g.op('FusedMatMul', operands, { transA: 1 }, fused), n.outShape());
}

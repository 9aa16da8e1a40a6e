import type { Builder } from '../core/builder.ts';
import type { Emission, LazyNode, NodePlan } from '../core/kernel.ts';
import { type Layout, sameLayout } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import { isFull, planRows, rowsFirst } from './conv-rows.ts';
import type { Geometry } from './geometry.ts';

// Convolutions of kernel 1 x 1, in the layout [height, width, batch, channels]: one product, of the
// pixels that the strides hit.

/** Where a neighbor has chosen that layout; elsewhere onnxruntime's own operator is as good. */
export function planPointwise(node: LazyNode, layouts: readonly Layout[]): NodePlan | undefined {
  const { kernel, channelsFirst, padStart, padEnd } = node.attrs as Geometry;
  const isPoint = kernel.length === 2 && kernel.every((size) => size === 1);
  const padded = [...padStart, ...padEnd].some((n) => n !== 0);
  if (!isFull(node) || !isPoint || padded || channelsFirst) return undefined;
  if (!layouts.some((layout) => sameLayout(layout, rowsFirst))) return undefined;
  return planRows(node, 'pointwise');
}

/** The pixels that are hit, as indices into [height * width]. */
function hit({ input, output, strides }: Geometry): number[] {
  const [rows, columns] = output as [number, number];
  return Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [Math.floor(i / columns), i % columns];
    return y * strides[0]! * input[1]! + x * strides[1]!;
  });
}

const area = (sizes: readonly number[]) => sizes[0]! * sizes[1]!;

/** x's hit pixels as [pixels * batch, channels]. */
function hitRows(g: Builder, x: Name, geometry: Geometry): Name {
  const { batch, channels, input, output } = geometry;
  let pixels = g.reshape(x, [area(input), batch * channels]);
  if (area(input) !== area(output)) {
    pixels = g.op('Gather', [pixels, g.ints(hit(geometry))], { axis: 0 });
  }
  return g.reshape(pixels, [area(output) * batch, channels]);
}

const matrix = (g: Builder, filter: Name, { channels, outChannels }: Geometry): Name =>
  g.reshape(filter, [channels, outChannels]);

export function pointwiseForward(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const { batch, output, outChannels } = geometry;
  const y = g.op('MatMul', [hitRows(g, n.in(0), geometry), matrix(g, n.in(1), geometry)]);
  return g.reshape(y, [...output, batch, outChannels]);
}

export function pointwiseInputGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const { batch, input, output, channels, outChannels } = geometry;
  const dy = g.reshape(n.in(0), [area(output) * batch, outChannels]);
  const rows = g.op('Gemm', [dy, matrix(g, n.in(1), geometry)], { transB: 1 });
  const shape = [...input, batch, channels];
  if (area(input) === area(output)) return g.reshape(rows, shape);
  // Pixels that were not hit take a row of zeros from the end.
  const source = Array(area(input)).fill(area(output));
  for (const [i, pixel] of hit(geometry).entries()) source[pixel] = i;
  const zeros = g.zeros('float32', [1, batch * channels]);
  const padded = g.concat([g.reshape(rows, [area(output), batch * channels]), zeros], 0);
  return g.reshape(g.op('Gather', [padded, g.ints(source)], { axis: 0 }), shape);
}

export function pointwiseFilterGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const dy = g.reshape(n.in(1), [area(geometry.output) * geometry.batch, geometry.outChannels]);
  const dw = g.op('Gemm', [hitRows(g, n.in(0), geometry), dy], { transA: 1 });
  return g.reshape(dw, n.outShape());
}

import type { Builder } from '../core/builder.ts';
import type { Emission, LazyNode, NodePlan } from '../core/kernel.ts';
import type { Name } from '../onnx/model.ts';
import { hasManyPixels, images, isFull, isThick, planRows } from './conv-rows.ts';
import type { Geometry } from './geometry.ts';
import { kronecker, type Matrix, matrix, transposed } from './matrix.ts';
import { type ShortForm, toomCook } from './toom-cook.ts';

// Winograd's convolutions of kernel 3 x 3, strides 1 and 2, as plain matrix products in the layout
// [height, width, batch, channels]:
//
//   V = B x    spread the pixels over tiles      (from the left, constant)
//   U = G w    the same for the filter
//   M = V U    one product per place in a tile   (from the right: channels)
//   y = A M    gather the tiles
//
// The gradients are the adjoints: dM = A' dy, dx = B' (dM U'), dw = G' (V' dM). A builder writes each operator
// once, so they share dM, and U too where the tiles are as large (`tileSizes`).

export function planWinograd(node: LazyNode): NodePlan | undefined {
  const geometry = node.attrs as Geometry;
  const { kernel, strides, dilations, channelsFirst } = geometry;
  const fits =
    isFull(node) &&
    !channelsFirst &&
    kernel.every((size) => size === 3) &&
    (strides[0] === 1 || strides[0] === 2) &&
    strides[1] === strides[0] &&
    dilations.every((d) => d === 1) &&
    isThick(geometry) &&
    hasManyPixels(geometry);
  return fits ? planRows(node, 'winograd') : undefined;
}

/** One spatial axis: `tiles` tiles of `products` products each; rows are ordered (product, tile). */
interface Axis {
  readonly products: number;
  readonly tiles: number;
  /** [products * tiles, input] */
  readonly B: Matrix;
  /** [output, products * tiles] */
  readonly A: Matrix;
  /** [products, 3] */
  readonly G: Matrix;
}

/**
 * Evaluation points, by outputs and taps, that magnify the rounding of the products least: found among eighths
 * by minimizing the mean over outputs o of sum_j A[o, j]^2 |B[j]|^2 |G[j]|^2. In A and B they leave no rounding.
 */
const POINTS: Readonly<Record<string, readonly number[]>> = {
  '2,3': [0, 1, -1],
  '3,3': [3 / 8, -3 / 8, 5 / 4, -5 / 4],
  '4,3': [0, 5 / 8, -5 / 8, 3 / 2, -3 / 2],
  '2,2': [5 / 8, -5 / 8],
  '3,2': [0, 1, -1],
};

const shortForm = (outputs: number, taps: number): ShortForm =>
  toomCook(outputs, taps, POINTS[`${outputs},${taps}`]!);

/** What one tile of `outputs` outputs does; `offsets` are the inputs that B's columns read. */
interface Tile extends ShortForm {
  readonly outputs: number;
  readonly offsets: readonly number[];
}

const strideOne = (outputs: number): Tile => ({
  ...shortForm(outputs, 3),
  outputs,
  offsets: Array.from({ length: outputs + 2 }, (_, i) => i),
});

/**
 * y[o] = x[2o] w[0] + x[2o + 2] w[2] + x[2o + 1] w[1]: the outer taps are a stride-1 correlation of
 * the even inputs, the middle tap is a product of its own.
 */
function strideTwo(outputs: number): Tile {
  const even = shortForm(outputs, 2);
  const evens = even.B.length;
  const middle = (i: number, j: number) => Number(i === j);
  return {
    outputs,
    offsets: [
      ...Array.from({ length: evens }, (_, i) => 2 * i),
      ...Array.from({ length: outputs }, (_, i) => 2 * i + 1),
    ],
    A: matrix(outputs, evens + outputs, (i, j) =>
      j < evens ? even.A[i]![j]! : middle(i, j - evens),
    ),
    G: matrix(evens + outputs, 3, (i, k) => {
      if (i >= evens) return Number(k === 1);
      return k === 1 ? 0 : even.G[i]![k / 2]!;
    }),
    B: matrix(evens + outputs, evens + outputs, (i, j) => {
      if (i < evens) return j < evens ? even.B[i]![j]! : 0;
      return middle(i - evens, j - evens);
    }),
  };
}

/** What a convolution computes: values (forward), or one of its gradients. */
type Aim = 'values' | 'gradients';

/**
 * Outputs of a tile along one axis, to choose from. Rounding grows with them. Where it turns a sign or a maximum of
 * the forward pass over, it is another gradient that comes back; what it does to the gradients themselves is little
 * beside that (docs/decisions/0009).
 */
const tileSizes = (stride: number, aim: Aim): readonly number[] =>
  stride === 1 && aim === 'gradients' ? [2, 3, 4] : [2, 3];

/** The tile size with the fewest products; the larger one of two that tie. */
function axis(input: number, output: number, stride: number, padStart: number, aim: Aim): Axis {
  const candidates = tileSizes(stride, aim).map(stride === 1 ? strideOne : strideTwo);
  const cost = ({ B, outputs }: Tile) => B.length * Math.ceil(output / outputs);
  const tile = candidates.reduce((best, next) => (cost(next) <= cost(best) ? next : best));
  const products = tile.B.length;
  const tiles = Math.ceil(output / tile.outputs);
  const row = (i: number) => ({ product: Math.floor(i / tiles), tile: i % tiles });
  return {
    products,
    tiles,
    G: tile.G,
    B: matrix(products * tiles, input, (i, at) => {
      const { product, tile: t } = row(i);
      const column = tile.offsets.indexOf(at + padStart - stride * tile.outputs * t);
      return column < 0 ? 0 : tile.B[product]![column]!;
    }),
    A: matrix(output, products * tiles, (o, i) => {
      const { product, tile: t } = row(i);
      return tile.A[o - tile.outputs * t]?.[product] ?? 0;
    }),
  };
}

/** The transforms of one shape. Small images take one dense matrix for both axes at once. */
interface Transforms {
  /** [height, width, n] to products by pixels: `products` batches of [rows, n]. */
  readonly spread: (g: Builder, x: Name, n: number, direction: 'B' | 'Aᵀ') => Name;
  /** The way back, to [height, width, n]. */
  readonly gather: (g: Builder, x: Name, n: number, direction: 'A' | 'Bᵀ') => Name;
  /** Batch axes of V and M, then tiles per batch. */
  readonly batches: readonly number[];
  readonly tiles: number;
  /** Batch axes of U, which broadcast against those. */
  readonly filterBatches: readonly number[];
  /** [products, 9] */
  readonly filter: Matrix;
  /** [9, batches]: the filter's adjoint, adding up the batches that share a product. */
  readonly filterAdjoint: Matrix;
}

function transforms({ input, output, strides, padStart }: Geometry, aim: Aim): Transforms {
  const [h, w] = [0, 1].map((i) => axis(input[i]!, output[i]!, strides[i]!, padStart[i]!, aim)) as [
    Axis,
    Axis,
  ];
  const dense = output[0]! * output[1]! <= 36;
  return dense ? denseTransforms(h, w) : separableTransforms(h, w);
}

function constant(g: Builder, m: Matrix): Name {
  return g.floats(m.flat(), [m.length, m[0]!.length]);
}

/** Height, then width: two matrices; V is [products, tiles, products, tiles * batch, channels]. */
function separableTransforms(h: Axis, w: Axis): Transforms {
  const spread = (g: Builder, x: Name, n: number, [tall, wide]: readonly [Matrix, Matrix]) => {
    const [height, width] = [tall[0]!.length, wide[0]!.length];
    const rows = g.op('MatMul', [constant(g, tall), g.reshape(x, [height, width * n])]);
    return g.op('MatMul', [constant(g, wide), g.reshape(rows, [tall.length, width, n])]);
  };
  const gather = (g: Builder, x: Name, n: number, [tall, wide]: readonly [Matrix, Matrix]) => {
    const [height, width] = [tall[0]!.length, wide[0]!.length];
    const columns = g.op('MatMul', [constant(g, wide), g.reshape(x, [height, width, n])]);
    return g.op('MatMul', [constant(g, tall), g.reshape(columns, [height, wide.length * n])]);
  };
  const filter = kronecker(h.G, w.G);
  return {
    spread: (g, x, n, direction) =>
      spread(g, x, n, direction === 'B' ? [h.B, w.B] : [transposed(h.A), transposed(w.A)]),
    gather: (g, x, n, direction) =>
      gather(g, x, n, direction === 'A' ? [h.A, w.A] : [transposed(h.B), transposed(w.B)]),
    batches: [h.products, h.tiles, w.products],
    tiles: w.tiles,
    filterBatches: [h.products, 1, w.products],
    filter,
    filterAdjoint: matrix(9, h.products * h.tiles * w.products, (k, i) => {
      const [product, column] = [Math.floor(i / (h.tiles * w.products)), i % w.products];
      return filter[product * w.products + column]![k]!;
    }),
  };
}

/** One matrix for both axes, its rows ordered (products, tiles): V is [products, tiles * batch, channels]. */
function denseTransforms(h: Axis, w: Axis): Transforms {
  const products = h.products * w.products;
  const tiles = h.tiles * w.tiles;
  const order = Array.from({ length: products * tiles }, (_, i) => {
    const [product, tile] = [Math.floor(i / tiles), i % tiles];
    const row = Math.floor(product / w.products) * h.tiles + Math.floor(tile / w.tiles);
    const column = (product % w.products) * w.tiles + (tile % w.tiles);
    return row * w.products * w.tiles + column;
  });
  const both = kronecker(h.B, w.B);
  const back = kronecker(h.A, w.A);
  const B = order.map((i) => both[i]!);
  const A = back.map((row) => order.map((i) => row[i]!));
  const apply = (g: Builder, m: Matrix, x: Name, n: number) =>
    g.op('MatMul', [constant(g, m), g.reshape(x, [m[0]!.length, n])]);
  const filter = kronecker(h.G, w.G);
  return {
    spread: (g, x, n, direction) => apply(g, direction === 'B' ? B : transposed(A), x, n),
    gather: (g, x, n, direction) => apply(g, direction === 'A' ? A : transposed(B), x, n),
    batches: [products],
    tiles,
    filterBatches: [products],
    filter,
    filterAdjoint: transposed(filter),
  };
}

const V = (g: Builder, x: Name, t: Transforms, { batch, channels }: Geometry): Name =>
  g.reshape(t.spread(g, x, batch * channels, 'B'), [...t.batches, t.tiles * batch, channels]);

const U = (g: Builder, filter: Name, t: Transforms, { channels, outChannels }: Geometry): Name => {
  const taps = g.reshape(filter, [9, channels * outChannels]);
  const spread = g.op('MatMul', [constant(g, t.filter), taps]);
  return g.reshape(spread, [...t.filterBatches, channels, outChannels]);
};

const dM = (g: Builder, dy: Name, t: Transforms, { batch, outChannels }: Geometry): Name =>
  g.reshape(t.spread(g, dy, batch * outChannels, 'Aᵀ'), [
    ...t.batches,
    t.tiles * batch,
    outChannels,
  ]);

export function winogradForward(g: Builder, n: Emission): Name {
  const { x, geometry } = images(n);
  const t = transforms(geometry, 'values');
  const { batch, output, outChannels } = geometry;
  const M = g.op('MatMul', [V(g, x, t, geometry), U(g, n.in(1), t, geometry)]);
  const y = t.gather(g, M, batch * outChannels, 'A');
  return g.reshape(y, [...output, batch, outChannels]);
}

export function winogradInputGradient(g: Builder, n: Emission): Name {
  const geometry = n.attrs as Geometry;
  const t = transforms(geometry, 'gradients');
  const { batch, input, channels } = geometry;
  const operands = [dM(g, n.in(0), t, geometry), U(g, n.in(1), t, geometry)];
  const dV = g.op('FusedMatMul', operands, { transB: 1 }, 'com.microsoft');
  const dx = t.gather(g, dV, batch * channels, 'Bᵀ');
  return g.reshape(dx, [...input, batch, channels]);
}

export function winogradFilterGradient(g: Builder, n: Emission): Name {
  const { x, geometry } = images(n);
  const t = transforms(geometry, 'gradients');
  const { channels, outChannels } = geometry;
  // The forward pass has V, but it is 2.25 times the image: keeping the image, which its ReLU's gradient reads
  // too, and spreading it again saves a third of what a step needs at once (docs/decisions/0006).
  const spread = g.again(() => V(g, x, t, geometry));
  const operands = [spread, dM(g, n.in(1), t, geometry)];
  const dU = g.op('FusedMatMul', operands, { transA: 1 }, 'com.microsoft');
  const rows = g.reshape(dU, [t.filterAdjoint[0]!.length, channels * outChannels]);
  const dw = g.op('MatMul', [constant(g, t.filterAdjoint), rows]);
  return g.reshape(dw, n.outShape());
}

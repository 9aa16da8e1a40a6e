import type { PadV2Attrs } from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import type { Emission, LazyNode, RecordedKernel } from '../core/kernel.ts';
import type { Geometry } from '../kernels/geometry.ts';
import { writeGru } from './graph-def-gru.ts';

/** Writes a kernel in TensorFlow's operators. Everything lies as TF.js has it. */
type Write = RecordedKernel['emit'];

/** @throws Error if the kernel has no form in operators that TF.js's converter reads. */
export function graphDefOperator({ kernel: { name } }: LazyNode): Write {
  const write = operators.get(name);
  if (!write) throw new Error(`kernel '${name}' is not supported in graph models.`);
  return write;
}

/** The same inputs under an operator's name. */
const operator =
  (type: string): Write =>
  (g, n) =>
    g.op(type, n.all());

const reduction =
  (type: string): Write =>
  (g, n) =>
    g.op(type, [n.in(0), g.ints(n.attrs.axes)], { keep_dims: n.attrs.keepDims });

/** 'SAME' and 'VALID' are what every engine knows. */
function padding({ input, output, kernel, strides, dilations, padStart, padEnd }: Geometry) {
  const isSame = padStart.every((before, i) => {
    const reach = (output[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1;
    const total = Math.max(reach - input[i]!, 0);
    const isWhole = output[i] === Math.ceil(input[i]! / strides[i]!);
    return isWhole && before === Math.floor(total / 2) && padEnd[i] === total - before;
  });
  const isValid = [...padStart, ...padEnd].every((size) => size === 0);
  if (isValid) return { padding: 'VALID' };
  if (isSame) return { padding: 'SAME' };
  const both = padStart.flatMap((before, i) => [before, padEnd[i]!]);
  return { padding: 'EXPLICIT', explicit_paddings: [0, 0, ...both, 0, 0] };
}

function window(geometry: Geometry) {
  if (geometry.channelsFirst) throw new Error('images must have channels last.');
  const strides = [1, ...geometry.strides, 1];
  return { strides, data_format: 'NHWC', ...padding(geometry) };
}

const convolution =
  (type: string): Write =>
  (g, n) =>
    g.op(type, n.all(), { ...window(n.attrs), dilations: [1, ...n.attrs.dilations, 1] });

function pool(type: string): Write {
  return (g, n) => {
    const attributes = window(n.attrs);
    if (attributes.padding === 'EXPLICIT') throw new Error("padding must be 'same' or 'valid'.");
    return g.op(type, n.all(), { ...attributes, ksize: [1, ...n.attrs.kernel, 1] });
  };
}

function writePad(g: Builder, n: Emission) {
  const { paddings, constantValue } = n.attrs as PadV2Attrs;
  const data = BigInt64Array.from(paddings.flat(), BigInt);
  const sizes = g.constant('int64', [paddings.length, 2], data);
  return g.op('PadV2', [n.in(0), sizes, g.scalar(constantValue, n.dtype(0))]);
}

const dtypes = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };

const sameNames =
  'Abs Acos Acosh AddN Asin Asinh Atan Atan2 Atanh Ceil ClipByValue Cos Cosh Elu Equal Erf Exp Expm1 Floor FloorDiv ' +
  'Greater GreaterEqual IsFinite IsInf IsNan Less LessEqual Log Log1p LogicalAnd LogicalNot LogicalOr LogSoftmax ' +
  'Maximum Minimum Mod Neg NotEqual Pow Prelu RealDiv Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh ' +
  'Softmax Softplus Sqrt Square SquaredDifference Sub Tan Tanh';

const operators = new Map<string, Write>([
  ...sameNames.split(' ').map((name) => [name, operator(name)] as const),
  ['Add', operator('AddV2')],
  ['Multiply', operator('Mul')],
  ['Select', operator('SelectV2')],
  ['LeakyRelu', (g, n) => g.op('LeakyRelu', n.all(), { alpha: { float: n.attrs.alpha } })],
  ['Cast', (g, n) => g.op('Cast', n.all(), { DstT: dtypes[n.outDtype()] })],
  ...['All', 'Any', 'Max', 'Mean', 'Min', 'Prod', 'Sum'].map(
    (name) => [name, reduction(name)] as const,
  ),
  [
    'BatchMatMul',
    (g, n) => {
      const { transposeA, transposeB } = n.attrs;
      return g.op('BatchMatMulV2', n.all(), { adj_x: transposeA, adj_y: transposeB });
    },
  ],
  ['Conv2D', convolution('Conv2D')],
  ['DepthwiseConv2dNative', convolution('DepthwiseConv2dNative')],
  ['MaxPool', pool('MaxPool')],
  ['AvgPool', pool('AvgPool')],
  ['PadV2', writePad],
  ['Reshape', (g, n) => g.op('Reshape', [n.in(0), g.ints(n.attrs.shape)])],
  ['Transpose', (g, n) => g.op('Transpose', [n.in(0), g.ints(n.attrs.perm)])],
  ['Slice', (g, n) => g.op('Slice', [n.in(0), g.ints(n.attrs.begin), g.ints(n.attrs.size)])],
  ['Reverse', (g, n) => g.op('ReverseV2', [n.in(0), g.ints(n.attrs.axes)])],
  ['Tile', (g, n) => g.op('Tile', [n.in(0), g.ints(n.attrs.reps)])],
  ['Fill', (g, n) => g.expand(n.in(0), n.outShape())],
  ['BroadcastTo', (g, n) => g.expand(n.in(0), n.outShape())],
  [
    'Concat',
    (g, n) => {
      const parts = n.all();
      const axis = g.scalar(n.attrs.axis, 'int32');
      return g.op('ConcatV2', [...parts, axis], { N: parts.length });
    },
  ],
  [
    'SplitV',
    (g, n) => {
      const { sizes, axis } = n.attrs;
      return g.ops('SplitV', [n.in(0), g.ints(sizes), g.scalar(axis, 'int32')], sizes.length);
    },
  ],
  [
    'Unpack',
    (g, n) => {
      const num = n.shape(0)[n.attrs.axis]!;
      return g.ops('Unpack', n.all(), num, { axis: n.attrs.axis, num });
    },
  ],
  ['SsvaerrGru', writeGru],
]);

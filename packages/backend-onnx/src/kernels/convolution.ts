import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type Emission,
  type Inputs,
  type LazyNode,
  type NodePlan,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import type { Layout } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import {
  directFilterGradient,
  directForward,
  directInputGradient,
  planDirect,
} from './conv-direct.ts';
import { planTaps, tapsFilterGradient, tapsForward, tapsInputGradient } from './conv-taps.ts';
import {
  planWinograd,
  winogradFilterGradient,
  winogradForward,
  winogradInputGradient,
} from './conv-winograd.ts';
import { type Geometry, geometry2d, geometry3d, startsLate } from './geometry.ts';

type Plan = (node: LazyNode, layouts: readonly Layout[]) => NodePlan;

/** The first form that takes the shape; every form has the same three functions. */
const firstOf =
  ({ winograd }: ConvolutionOptions): Plan =>
  (node, layouts) =>
    (winograd ? planWinograd(node) : undefined) ?? planTaps(node, layouts) ?? planDirect(node);

/** What the choice of forms depends on besides shapes. */
export interface ConvolutionOptions {
  readonly winograd: boolean;
}

type Emit = (g: Builder, n: Emission) => Name;
type Forms = Readonly<Record<'direct' | 'taps' | 'winograd', Emit>>;

const emit =
  (forms: Forms): Emit =>
  (g, n) =>
    forms[n.plan.form as keyof Forms](g, n);

const forward = emit({
  direct: directForward,
  taps: tapsForward,
  winograd: winogradForward,
});
const inputGradient = emit({
  direct: directInputGradient,
  taps: tapsInputGradient,
  winograd: winogradInputGradient,
});
const filterGradient = emit({
  direct: directFilterGradient,
  taps: tapsFilterGradient,
  winograd: winogradFilterGradient,
});

// biome-ignore lint/suspicious/noExplicitAny: the attributes differ in what the geometry reads
type GeometryOf = (x: readonly number[], filter: readonly number[], attrs: any) => Window;
type Window = { readonly geometry: Geometry; readonly outShape: number[] };

const full: GeometryOf = (x, filter, attrs) => geometry2d(x, filter, attrs, { depthwise: false });
const depthwise: GeometryOf = (x, filter, attrs) =>
  geometry2d(x, filter, attrs, { depthwise: true });

function recorded(inputs: readonly TensorInfo[], geometry: Geometry, outShape: readonly number[]) {
  if (startsLate(geometry)) return undefined;
  return { inputs, attrs: geometry, outputs: [spec(outShape, 'float32')] };
}

/** A convolution and its two gradients. */
const family = (
  plan: Plan,
  [forwardName, inputName, filterName]: readonly [string, string, string],
  geometryOf: GeometryOf,
): RecordedKernel[] => [
  {
    name: forwardName,
    record({ x, filter }: Inputs<'x' | 'filter'>, attrs) {
      const { geometry, outShape } = geometryOf(x.shape, filter.shape, attrs);
      return recorded([x, filter], geometry, outShape);
    },
    plan,
    emit: forward,
  },
  {
    name: inputName,
    record({ dy, filter }: Inputs<'dy' | 'filter'>, attrs) {
      const { geometry, outShape } = geometryOf(attrs.inputShape, filter.shape, attrs);
      // conv2dTranspose may be asked for a size that is not dy's.
      if (outShape.join() !== dy.shape.join()) return undefined;
      return recorded([dy, filter], geometry, attrs.inputShape);
    },
    plan,
    emit: inputGradient,
  },
  {
    name: filterName,
    record({ x, dy }: Inputs<'x' | 'dy'>, attrs) {
      const { geometry } = geometryOf(x.shape, attrs.filterShape, attrs);
      return recorded([x, dy], geometry, attrs.filterShape);
    },
    plan,
    emit: filterGradient,
  },
];

export function convolutions(options: ConvolutionOptions): RecordedKernel[] {
  const plan = firstOf(options);
  return [
    ...family(plan, ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'], full),
    ...family(
      plan,
      [
        'DepthwiseConv2dNative',
        'DepthwiseConv2dNativeBackpropInput',
        'DepthwiseConv2dNativeBackpropFilter',
      ],
      depthwise,
    ),
    ...family(plan, ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'], geometry3d),
  ];
}

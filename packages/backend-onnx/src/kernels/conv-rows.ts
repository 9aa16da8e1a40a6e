import type { Emission, LazyNode, NodePlan } from '../core/kernel.ts';
import type { Layout } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';
import { type Geometry, unpadded } from './geometry.ts';

/**
 * [height, width, batch, channels]: rows of pixels in front, so that whatever mixes pixels is a matrix
 * product from the left and whatever mixes channels one from the right, and nothing is ever moved.
 */
export const rowsFirst: Layout = [1, 2, 0, 3];

const plain4: Layout = [0, 1, 2, 3];

/** Images with their rows first, filters as TF.js has them. */
export function planRows({ kernel }: LazyNode, form: string): NodePlan {
  const filterGradient = kernel.name === 'Conv2DBackpropFilter';
  return {
    inputs: [rowsFirst, filterGradient ? rowsFirst : plain4],
    outputs: [filterGradient ? plain4 : rowsFirst],
    form,
  };
}

/** Kernels of 2-D convolutions with all channels connected. */
export const isFull = ({ kernel }: LazyNode): boolean => /^Conv2D/.test(kernel.name);

/** With fewer channels, or fewer pixels of output, a form's products are too thin: see bench/forms.ts. */
const LEAST_CHANNELS = 8;
const LEAST_PIXELS = { unstrided: 256, strided: 1024 };

export const isThick = ({ channels, outChannels }: Geometry): boolean =>
  Math.min(channels, outChannels) >= LEAST_CHANNELS;

/** Whether transforming the filter pays off; only the shape decides. */
export const hasManyPixels = ({ batch, output, strides }: Geometry): boolean =>
  batch * output[0]! * output[1]! >=
  (strides[0] === 1 ? LEAST_PIXELS.unstrided : LEAST_PIXELS.strided);

/** The images, without zeros that the program has put around them: a form can as well leave those out. */
export const images = (n: Emission): { x: Name; geometry: Geometry } =>
  unpadded(n, 0, (constant) => constant === 0);

import type { Activation } from '@ssvaerr/backbone';
import { frameEpsilon, type Normalization } from '../networks/normalization.ts';
import type { GraphModel, Ref } from './graph-model.ts';

/** Values of a network's variables, in TF.js's layout, by PyTorch's names. */
export type Values = Readonly<Record<string, Weight>>;

interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface GraphEncoderOptions {
  readonly values: Values;
  readonly activation: Activation;
  readonly pixel: Normalization;
  /** Pixels of a frame. */
  readonly height: number;
  readonly width: number;
}

/** Stem and trunk for inference, with batch norm folded into the convolutions. */
export class GraphEncoder {
  readonly #g: GraphModel;
  readonly #options: GraphEncoderOptions;

  constructor(g: GraphModel, options: GraphEncoderOptions) {
    this.#g = g;
    this.#options = options;
  }

  /** A clip `[1, time, height, width, 1]` in [0, 1] to features `[time, 8 * channels]`. */
  encode(clip: Ref): Ref {
    let y = this.#stem(this.#frames(clip));
    for (const layer of [1, 2, 3, 4]) {
      y = this.#block(y, `trunk.layer${layer}.0`, layer === 1 ? 1 : 2);
      y = this.#block(y, `trunk.layer${layer}.1`, 1);
    }
    return this.#g.op('Mean', [y, this.#g.ints([1, 2])], { keep_dims: false });
  }

  /** `[time, height, width]`, normalized. */
  #frames(clip: Ref): Ref {
    const g = this.#g;
    const { pixel, height, width } = this.#options;
    const frames = g.op('Reshape', [clip, g.ints([-1, height, width])]);
    const mean = (x: Ref) => g.op('Mean', [x, g.ints([1, 2])], { keep_dims: true });
    const from = pixel === 'frame' ? mean(frames) : g.scalar('pixel/mean', pixel.mean);
    const centered = g.op('Sub', [frames, from]);
    if (pixel !== 'frame') {
      return g.op('Mul', [centered, g.scalar('pixel/scale', 1 / pixel.std)]);
    }
    const variance = mean(g.op('Square', [centered]));
    const scale = g.op('Rsqrt', [
      g.op('AddV2', [variance, g.scalar('pixel/epsilon', frameEpsilon)]),
    ]);
    return g.op('Mul', [centered, scale]);
  }

  /** To `[time, height / 4, width / 4, channels]`: a convolution over time, height and width, and a pool. */
  #stem(frames: Ref): Ref {
    const g = this.#g;
    const { shape, values } = this.#weight('frontend3D.0.weight');
    const [length, rows, columns, , channels] = shape as [number, number, number, number, number];
    // As one over images, whose channels are the frame and its neighbors.
    const margins = [length, rows, columns].map((size) => (size - 1) / 2);
    const padded = g.pad(frames, margins, g.scalar('zero', 0));
    const shifted = Array.from({ length }, (_, shift) => {
      const end = shift - (length - 1);
      return g.slice(padded, 3, 0, shift, end < 0 ? end : undefined);
    });
    const images = g.op('Pack', shifted, { axis: 3 });
    const filter = {
      shape: [rows, columns, length, channels],
      values: timeLast(values, length, rows * columns, channels),
    };
    const convolved = this.#conv(images, 'frontend3D.0', 'frontend3D.1', 2, filter);
    const around = g.pad(
      this.#activate(convolved, 'frontend3D.2'),
      [0, 1, 1, 0],
      g.scalar('lowest', lowest),
    );
    const pool = { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], padding: 'VALID' };
    return g.op('MaxPool', [around], pool);
  }

  /** Two convolutions of PyTorch's ResNet with their shortcut. */
  #block(x: Ref, at: string, stride: number): Ref {
    const first = this.#conv(this.#padded(x, stride), `${at}.conv1`, `${at}.bn1`, stride);
    const inner = this.#activate(first, `${at}.relu1`);
    const y = this.#conv(inner, `${at}.conv2`, `${at}.bn2`, 1);
    const shortcut =
      stride === 1 ? x : this.#conv(x, `${at}.downsample.0`, `${at}.downsample.1`, stride);
    return this.#activate(this.#g.op('AddV2', [y, shortcut]), `${at}.relu2`);
  }

  /** TF's 'SAME' pads a strided convolution otherwise than PyTorch. */
  #padded(x: Ref, stride: number): Ref {
    return stride === 1 ? x : this.#g.pad(x, [0, 1, 1, 0], this.#g.scalar('zero', 0));
  }

  /** A convolution and its batch norm in evaluation, which is a factor and a bias for each channel. */
  #conv(
    x: Ref,
    at: string,
    norm: string,
    stride: number,
    filter = this.#weight(`${at}.weight`),
  ): Ref {
    const g = this.#g;
    const of = (name: string) => this.#weight(`${norm}.${name}`).values;
    const [weight, bias, mean, variance] = [
      of('weight'),
      of('bias'),
      of('running_mean'),
      of('running_var'),
    ];
    const scale = Array.from(weight, (w, i) => w / Math.sqrt(variance[i]! + batchNormEpsilon));
    const shift = bias.map((b, i) => b - mean[i]! * scale[i]!);
    const scaled = filter.values.map((w, i) => w * scale[i % scale.length]!);
    const y = g.op('Conv2D', [x, g.constant(`${at}.weight`, filter.shape, scaled)], {
      strides: [1, stride, stride, 1],
      padding: stride === 1 ? 'SAME' : 'VALID',
      dilations: [1, 1, 1, 1],
      data_format: 'NHWC',
    });
    return g.op('BiasAdd', [y, g.constant(`${at}.bias`, [shift.length], shift)]);
  }

  #activate(x: Ref, at: string): Ref {
    const g = this.#g;
    switch (this.#options.activation) {
      case 'relu':
        return g.op('Relu', [x]);
      case 'swish':
        return g.op('Mul', [x, g.op('Sigmoid', [x])]);
      case 'prelu': {
        const { shape, values } = this.#weight(`${at}.weight`);
        return g.op('Prelu', [x, g.constant(`${at}.weight`, shape, values)]);
      }
    }
  }

  #weight(name: string): Weight {
    return this.#options.values[name]!;
  }
}

/** PyTorch's, and so the backbone's. */
const batchNormEpsilon = 1e-5;

/** Below every activation, and finite for engines without infinities: as the backbone pads its max-pool. */
const lowest = -3.4028234663852886e38;

/** Values `[time, pixels, channels]` as `[pixels, time, channels]`. */
function timeLast(values: Float32Array, time: number, pixels: number, channels: number) {
  const moved = new Float32Array(values.length);
  for (let t = 0; t < time; t++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (t * pixels + pixel) * channels;
      moved.set(values.subarray(from, from + channels), (pixel * time + t) * channels);
    }
  }
  return moved;
}

import type { Activation } from '@ssvaerr/backbone';
import type { PixelStatistics } from '@ssvaerr/data';
import { GraphModel, type Ref } from './graph-model.ts';

/** Values of the variables, in TF.js's layout, by PyTorch's names. */
export type Values = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
>;

export interface GraphNetworkOptions {
  readonly values: Values;
  readonly activation: Activation;
  readonly pixel: PixelStatistics;
  /** Pixels of a frame. */
  readonly height: number;
  readonly width: number;
  /** Of a whole network; null: an encoder alone. */
  readonly head: { readonly hidden: number; readonly bins: number } | null;
}

/**
 * The network for inference, as stock `tf.loadGraphModel` runs it: one clip `[1, time, height, width, 1]` in
 * [0, 1] of any length in; `arousal` and `valence` `[1, time]` out, or `features` `[1, time, 8 * width]` of an
 * encoder alone. Batch norm is folded into the convolutions; the GRU is a loop, so `executeAsync` runs it.
 */
export function graphNetwork(options: GraphNetworkOptions): GraphModel {
  const g = new GraphModel();
  const network = new Network(g, options);
  const clip = g.input('clip', [1, -1, options.height, options.width, 1]);
  const features = network.trunk(network.stem(clip));
  if (options.head) network.head(features, options.head);
  else network.features(features);
  return g;
}

class Network {
  readonly #g: GraphModel;
  readonly #options: GraphNetworkOptions;
  readonly #scalars = new Set<string>();
  readonly #paddings = new Set<string>();

  constructor(g: GraphModel, options: GraphNetworkOptions) {
    this.#g = g;
    this.#options = options;
  }

  /** `[1, time, height, width, 1]` to `[time, height / 4, width / 4, channels]`. */
  stem(clip: Ref): Ref {
    const g = this.#g;
    const { mean, std } = this.#options.pixel;
    const { height, width } = this.#options;
    const centered = g.op('Sub', [clip, this.#scalar('pixel/mean', mean)]);
    const normalised = g.op('Mul', [centered, this.#scalar('pixel/scale', 1 / std)]);
    const frames = g.op('Reshape', [normalised, g.ints([-1, height, width])]);
    // Convolution over time, height and width as one over images whose channels are five frames in turn.
    const { shape, values } = this.#options.values['frontend3D.0.weight']!;
    const [length, rows, columns, , channels] = shape as [number, number, number, number, number];
    const reach = (length - 1) / 2;
    const padded = this.#pad(
      frames,
      [length, rows, columns].map((size) => (size - 1) / 2),
      0,
    );
    const shifted = Array.from({ length }, (_, shift) => {
      const end = shift - 2 * reach;
      return this.#slice(padded, [0, 0, 0], 0, shift, end < 0 ? end : undefined);
    });
    const neighbors = g.op('Pack', shifted, { axis: 3 });
    const images = { shape: [rows, columns, length, channels], values: framesLast(values, shape) };
    const x = this.#activate(
      this.#normedConv(neighbors, 'frontend3D.0', 'frontend3D.1', 2, images),
      'frontend3D.2',
    );
    const around = this.#pad(x, [0, 1, 1, 0], lowest);
    return g.op('MaxPool', [around], {
      ksize: [1, 3, 3, 1],
      strides: [1, 2, 2, 1],
      padding: 'VALID',
    });
  }

  /** To `[time, 8 * width]`. */
  trunk(x: Ref): Ref {
    let y = x;
    for (const layer of [1, 2, 3, 4]) {
      y = this.#block(y, `trunk.layer${layer}.0`, layer === 1 ? 1 : 2);
      y = this.#block(y, `trunk.layer${layer}.1`, 1);
    }
    return this.#g.op('Mean', [y, this.#g.ints([1, 2])], { keep_dims: false });
  }

  /** Two layers of GRU, and of the output layer the two values: their logits are for training. */
  head(features: Ref, { hidden, bins }: { readonly hidden: number; readonly bins: number }): void {
    const g = this.#g;
    this.#gruFunctions(hidden);
    const states = this.#gruLayer(this.#gruLayer(features, 'l0', hidden), 'l1', hidden);
    const { shape, values } = this.#options.values['gru.fc.weight']!;
    const [inputs, outputs] = shape as [number, number];
    const units = [bins, 2 * bins + 1];
    const weight = new Float32Array(inputs * 2);
    for (let i = 0; i < inputs; i++) {
      units.forEach((unit, k) => {
        weight[2 * i + k] = values[i * outputs + unit]!;
      });
    }
    const bias = this.#options.values['gru.fc.bias']!.values;
    const product = g.op('MatMul', [states, g.constant('gru.fc.weight', [inputs, 2], weight)]);
    const unit = g.op('AddV2', [
      product,
      g.constant(
        'gru.fc.bias',
        [2],
        Float32Array.from(units, (i) => bias[i]!),
      ),
    ]);
    const twice = g.op('Mul', [g.op('Sigmoid', [unit]), this.#scalar('two', 2)]);
    const affect = g.op('Sub', [twice, this.#scalar('one', 1)]);
    ['arousal', 'valence'].forEach((name, column) => {
      const slice = this.#slice(affect, [0, 0], 1, column, column + 1);
      g.op('Reshape', [slice, g.ints([1, -1])], {}, name);
      g.output(name, [1, -1]);
    });
  }

  /** The output of an encoder. */
  features(features: Ref): void {
    this.#g.op('ExpandDims', [features, this.#g.ints(0)], {}, 'features');
    this.#g.output('features', [1, -1, 8 * this.#options.values['frontend3D.0.weight']!.shape[4]!]);
  }

  #block(x: Ref, at: string, stride: number): Ref {
    const inner = this.#activate(
      this.#normedConv(x, `${at}.conv1`, `${at}.bn1`, stride),
      `${at}.relu1`,
    );
    const y = this.#normedConv(inner, `${at}.conv2`, `${at}.bn2`);
    const shortcut =
      stride === 1 ? x : this.#normedConv(x, `${at}.downsample.0`, `${at}.downsample.1`, stride);
    return this.#activate(this.#g.op('AddV2', [y, shortcut]), `${at}.relu2`);
  }

  /** Convolution with PyTorch's padding, and its batch norm in evaluation, which is one more factor and bias. */
  #normedConv(
    x: Ref,
    at: string,
    norm: string,
    stride = 1,
    filter = this.#options.values[`${at}.weight`]!,
  ): Ref {
    const g = this.#g;
    const { scale, shift } = this.#batchNorm(norm);
    const channels = scale.length;
    const scaled = filter.values.map((w, i) => w * scale[i % channels]!);
    const weight = g.constant(`${at}.weight`, filter.shape, scaled);
    const margin = (filter.shape[0]! - 1) / 2;
    const isStem = at.startsWith('frontend3D');
    const padded = stride === 1 || isStem ? x : this.#pad(x, [0, margin, margin, 0], 0);
    const y = g.op('Conv2D', [padded, weight], {
      strides: [1, stride, stride, 1],
      padding: stride === 1 ? 'SAME' : 'VALID',
      dilations: [1, 1, 1, 1],
      data_format: 'NHWC',
    });
    return g.op('BiasAdd', [y, g.constant(`${at}.bias`, [channels], Float32Array.from(shift))]);
  }

  #batchNorm(at: string): { scale: number[]; shift: number[] } {
    const of = (name: string) => Array.from(this.#options.values[`${at}.${name}`]!.values);
    const [weight, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      of,
    );
    const scale = weight!.map((w, i) => w / Math.sqrt(variance![i]! + batchNormEpsilon));
    return { scale, shift: bias!.map((b, i) => b - mean![i]! * scale[i]!) };
  }

  #activate(x: Ref, at: string): Ref {
    const g = this.#g;
    switch (this.#options.activation) {
      case 'relu':
        return g.op('Relu', [x]);
      case 'swish':
        return g.op('Mul', [x, g.op('Sigmoid', [x])]);
      case 'prelu': {
        const { shape, values } = this.#options.values[`${at}.weight`]!;
        return g.op('Prelu', [x, g.constant(`${at}.weight`, shape, values)]);
      }
    }
  }

  /**
   * Both directions of a layer, `[time, input]` to `[time, 2 * hidden]`: the inputs' shares of the gates at
   * once, the backward one's in reversed order, then one loop over both.
   */
  #gruLayer(x: Ref, layer: string, hidden: number): Ref {
    const g = this.#g;
    const suffixes = [layer, `${layer}_reverse`];
    const projected = suffixes.map((suffix) => {
      const [weight, bias] = ['weight_ih', 'bias_ih'].map((name) =>
        this.#gruConstant(name, suffix),
      );
      return g.op('AddV2', [g.op('MatMul', [x, weight!]), bias!]);
    });
    const time = g.ints([0]);
    const backward = g.op('ReverseV2', [projected[1]!, time]);
    const both = g.op('Pack', [projected[0]!, backward], { axis: 1 });
    const steps = g.op('Reshape', [both, g.ints([-1, 2, 1, 3 * hidden])]);

    const bounds = [[0], [1], [1]].map((list) => g.ints(list));
    const length = g.op('StridedSlice', [g.op('Shape', [steps]), ...bounds], {
      shrink_axis_mask: 1,
    });
    const float = { element_dtype: 'DT_FLOAT' };
    const state = [2, 1, hidden];
    const loop = g.op(
      'StatelessWhile',
      [
        g.ints(0),
        length,
        g.op('TensorListFromTensor', [steps, g.ints([2, 1, 3 * hidden])], float),
        g.op('TensorListReserve', [g.ints(state), length], float),
        this.#zeros(state),
        this.#gruPair('weight_hh', suffixes, [2, hidden, 3 * hidden]),
        this.#gruPair('bias_hh', suffixes, [2, 1, 3 * hidden]),
      ],
      { cond: { function: 'gru_more' }, body: { function: 'gru_step' } },
    );
    const states = g.op('TensorListStack', [`${loop}:3`, g.ints(state)], {
      element_dtype: 'DT_FLOAT',
    });
    const [forth, back] = [0, 1].map((direction) => {
      const slice = this.#slice(states, [0, 0, 0, 0], 1, direction, direction + 1);
      return g.op('Reshape', [slice, g.ints([-1, hidden])]);
    });
    return g.op('ConcatV2', [forth!, g.op('ReverseV2', [back!, time]), g.ints(1)], { N: 2 });
  }

  /** Of the loop: one step of both directions, `[2, 1, hidden]`, with PyTorch's equations. */
  #gruFunctions(hidden: number): void {
    const loop = {
      i: 'DT_INT32',
      length: 'DT_INT32',
      inputs: 'DT_VARIANT',
      states: 'DT_VARIANT',
      state: 'DT_FLOAT',
      weight: 'DT_FLOAT',
      bias: 'DT_FLOAT',
    } as const;
    this.#g.function(
      'gru_more',
      loop,
      (body) => ({ more: `${body.op('Less', ['i', 'length'])}:z:0` }),
      { more: 'DT_BOOL' },
    );
    this.#g.function('gru_step', loop, (body) => {
      const float = { element_dtype: 'DT_FLOAT' };
      const item = body.op(
        'TensorListGetItem',
        ['inputs', 'i', body.ints([2, 1, 3 * hidden])],
        float,
      );
      const product = body.op('BatchMatMulV2', ['state', 'weight']);
      const recurrent = body.op('AddV2', [product, 'bias']);
      const thirds = (x: Ref) => {
        const split = body.op('Split', [body.ints(2), x], { num_split: 3 });
        return [0, 1, 2].map((k) => `${split}:output:${k}`) as [Ref, Ref, Ref];
      };
      const [inputReset, inputUpdate, inputNew] = thirds(item);
      const [stateReset, stateUpdate, stateNew] = thirds(recurrent);
      const reset = body.op('Sigmoid', [body.op('AddV2', [inputReset, stateReset])]);
      const update = body.op('Sigmoid', [body.op('AddV2', [inputUpdate, stateUpdate])]);
      const remembered = body.op('Mul', [reset, stateNew]);
      const candidate = body.op('Tanh', [body.op('AddV2', [inputNew, remembered])]);
      // (1 - z) * n + z * h
      const moved = body.op('Mul', [update, body.op('Sub', ['state', candidate])]);
      const next = body.op('AddV2', [candidate, moved]);
      return {
        i: `${body.op('AddV2', ['i', body.ints(1)])}:z:0`,
        length: 'length',
        inputs: 'inputs',
        states: `${body.op('TensorListSetItem', ['states', 'i', next], float)}:output_handle:0`,
        state: `${next}:z:0`,
        weight: 'weight',
        bias: 'bias',
      };
    });
  }

  #gruConstant(name: string, suffix: string): Ref {
    const full = `gru.gru.${name}_${suffix}`;
    const { shape, values } = this.#options.values[full]!;
    return this.#g.constant(full, shape, values);
  }

  /** Of both directions, one behind the other. */
  #gruPair(name: string, suffixes: readonly string[], shape: readonly number[]): Ref {
    const values = suffixes.flatMap((suffix) =>
      Array.from(this.#options.values[`gru.gru.${name}_${suffix}`]!.values),
    );
    const full = `gru.gru.${name}_${suffixes[0]}`;
    return this.#g.constant(full, shape, Float32Array.from(values));
  }

  #zeros(shape: readonly number[]): Ref {
    return this.#g.op('Fill', [this.#g.ints(shape), this.#scalar('zero', 0)]);
  }

  #scalar(name: string, value: number): Ref {
    if (this.#scalars.has(name)) return name;
    this.#scalars.add(name);
    return this.#g.constant(name, [], Float32Array.of(value));
  }

  /** The same margin at both ends of an axis. */
  #pad(x: Ref, margins: readonly number[], value: number): Ref {
    const g = this.#g;
    const name = `paddings/${margins.join('_')}`;
    if (!this.#paddings.has(name)) {
      this.#paddings.add(name);
      const both = Int32Array.from(margins.flatMap((margin) => [margin, margin]));
      g.constant(name, [margins.length, 2], both);
    }
    return g.op('PadV2', [x, name, this.#scalar(value === 0 ? 'zero' : 'lowest', value)]);
  }

  /** `from` to `to` of one axis, whole of the others; without `to`, to its end. */
  #slice(x: Ref, origin: readonly number[], axis: number, from: number, to?: number): Ref {
    const g = this.#g;
    const whole = 2 ** origin.length - 1;
    const bounds = [origin.with(axis, from), origin.with(axis, to ?? 0), origin.map(() => 1)];
    return g.op('StridedSlice', [x, ...bounds.map((list) => g.ints(list))], {
      end_mask: to === undefined ? whole : whole - 2 ** axis,
    });
  }
}

/** PyTorch's, and so the backbone's. */
const batchNormEpsilon = 1e-5;

/** Below every activation, and finite for engines without infinities: as the backbone pads its max-pool. */
const lowest = -3.4028234663852886e38;

/** A kernel `[time, height, width, 1, channels]` as one of images, `[height, width, time, channels]`. */
function framesLast(values: Float32Array, [time, rows, columns, , channels]: readonly number[]) {
  const moved = new Float32Array(values.length);
  const pixels = rows! * columns!;
  for (let t = 0; t < time!; t++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const row = values.subarray(
        (t * pixels + pixel) * channels!,
        (t * pixels + pixel + 1) * channels!,
      );
      moved.set(row, (pixel * time! + t) * channels!);
    }
  }
  return moved;
}

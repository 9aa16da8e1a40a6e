import type { Values } from './graph-encoder.ts';
import type { GraphModel, Ref } from './graph-model.ts';

/**
 * A bidirectional GRU for inference, with PyTorch's equations: a loop, so that a clip may have any length.
 */
export class GraphGru {
  readonly #g: GraphModel;
  readonly #values: Values;
  readonly #hidden: number;

  constructor(g: GraphModel, values: Values, hidden: number) {
    this.#g = g;
    this.#values = values;
    this.#hidden = hidden;
    this.#declareLoop();
  }

  /**
   * One layer, `l0` or `l1`: `[time, input]` to `[time, 2 * hidden]`. The inputs' shares of the gates come
   * at once, the backward direction's in reversed order; then one loop walks through both.
   */
  layer(x: Ref, layer: string): Ref {
    const g = this.#g;
    const hidden = this.#hidden;
    const directions = [layer, `${layer}_reverse`];
    const [forward, backward] = directions.map((suffix) => {
      const [weight, bias] = ['weight_ih', 'bias_ih'].map((name) => {
        const full = `gru.gru.${name}_${suffix}`;
        return g.constant(full, this.#values[full]!.shape, this.#values[full]!.values);
      });
      return g.op('AddV2', [g.op('MatMul', [x, weight!]), bias!]);
    });
    const time = g.ints([0]);
    const both = g.op('Pack', [forward!, g.op('ReverseV2', [backward!, time])], { axis: 1 });
    const steps = g.op('Reshape', [both, g.ints([-1, 2, 1, 3 * hidden])]);

    const first = [[0], [1], [1]].map((list) => g.ints(list));
    const length = g.op('StridedSlice', [g.op('Shape', [steps]), ...first], {
      shrink_axis_mask: 1,
    });
    const state = g.ints([2, 1, hidden]);
    const loop = g.op(
      'StatelessWhile',
      [
        g.ints(0),
        length,
        g.op('TensorListFromTensor', [steps, g.ints([2, 1, 3 * hidden])], float),
        g.op('TensorListReserve', [state, length], float),
        g.op('Fill', [state, g.scalar('zero', 0)]),
        this.#both('weight_hh', directions, [2, hidden, 3 * hidden]),
        this.#both('bias_hh', directions, [2, 1, 3 * hidden]),
      ],
      { cond: { function: 'gru_more' }, body: { function: 'gru_step' } },
    );
    const states = g.op('TensorListStack', [`${loop}:3`, state], float);
    const [there, back] = [0, 1].map((direction) =>
      g.op('Reshape', [g.slice(states, 4, 1, direction, direction + 1), g.ints([-1, hidden])]),
    );
    return g.op('ConcatV2', [there!, g.op('ReverseV2', [back!, time]), g.ints(1)], { N: 2 });
  }

  /** A weight of both directions, one behind the other. */
  #both(name: string, directions: readonly string[], shape: readonly number[]): Ref {
    const [a, b] = directions.map((suffix) => this.#values[`gru.gru.${name}_${suffix}`]!.values);
    const values = new Float32Array(a!.length + b!.length);
    values.set(a!);
    values.set(b!, a!.length);
    return this.#g.constant(`gru.gru.${name}_${directions[0]}`, shape, values);
  }

  /** The functions `gru_more`, whether a frame is left, and `gru_step`, one frame of both directions. */
  #declareLoop(): void {
    const hidden = this.#hidden;
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
      const thirds = (x: Ref) => {
        const split = body.op('Split', [body.ints(2), x], { num_split: 3 });
        return [0, 1, 2].map((k) => `${split}:output:${k}`) as [Ref, Ref, Ref];
      };
      const item = body.op(
        'TensorListGetItem',
        ['inputs', 'i', body.ints([2, 1, 3 * hidden])],
        float,
      );
      const product = body.op('BatchMatMulV2', ['state', 'weight']);
      const [inputReset, inputUpdate, inputNew] = thirds(item);
      const [stateReset, stateUpdate, stateNew] = thirds(body.op('AddV2', [product, 'bias']));
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
}

const float = { element_dtype: 'DT_FLOAT' };

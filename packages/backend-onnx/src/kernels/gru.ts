import { Builder } from '../core/builder.ts';
import { type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import type { Name } from '../onnx/model.ts';

// The fused kernels SsvaerrGru and SsvaerrGruGrad: a contract by name and shapes, with gates stacked
// reset, update, new. Unrolled over 200 frames, the composed version is a graph of 8,000 nodes.

type Parameters = 'x' | 'weightIh' | 'weightHh' | 'biasIh' | 'biasHh';

interface GruAttrs {
  readonly reverse: boolean;
}

/** [batch, time, n] to [time, batch, n], which ONNX's recurrent operators and Scan walk. */
const timeFirst = (g: Builder, x: Name, shape: readonly number[]): Name =>
  g.transpose(x, shape, [1, 0, 2]);

function batchFirst(g: Builder, x: Name, [batch, time, size]: readonly number[]): Name {
  return g.transpose(x, [time!, batch!, size!], [1, 0, 2]);
}

/** Columns in ONNX's order: update, reset, new. */
function reorder(g: Builder, x: Name, hidden: number, axis: number): Name {
  const [reset, update, candidate] = g.split(x, [hidden, hidden, hidden], axis);
  return g.concat([update!, reset!, candidate!], axis);
}

const gru: RecordedKernel = {
  name: 'SsvaerrGru',
  record({ x, weightIh, weightHh, biasIh, biasHh }: Inputs<Parameters>, { reverse }: GruAttrs) {
    const [batch, time] = x.shape;
    return {
      inputs: [x, weightIh, weightHh, biasIh, biasHh],
      attrs: { reverse },
      outputs: [spec([batch!, time!, weightHh.shape[0]!], 'float32')],
    };
  },
  emit(g, n) {
    const [x, weightIh, weightHh, biasIh, biasHh] = n.all() as [Name, Name, Name, Name, Name];
    const { reverse } = n.attrs as GruAttrs;
    const [batch, time, input] = n.shape(0) as [number, number, number];
    const hidden = n.shape(2)[0]!;
    const matrix = (weight: Name, rows: number) => {
      const transposed = g.transpose(reorder(g, weight, hidden, 1), [rows, 3 * hidden], [1, 0]);
      return g.reshape(transposed, [1, 3 * hidden, rows]);
    };
    const biases = g.concat([reorder(g, biasIh, hidden, 0), reorder(g, biasHh, hidden, 0)], 0);
    const states = g.op(
      'GRU',
      [
        timeFirst(g, x, n.shape(0)),
        matrix(weightIh, input),
        matrix(weightHh, hidden),
        g.reshape(biases, [1, 6 * hidden]),
      ],
      { hidden_size: hidden, linear_before_reset: 1, direction: reverse ? 'reverse' : 'forward' },
    );
    const perFrame = g.reshape(states, [time, batch, hidden]);
    return batchFirst(g, perFrame, n.outShape());
  },
};

/**
 * The gates of all frames at once, from x and y; a Scan only for what runs through time,
 * dh(t) = dy(t) + dh(t+1) * z + [dh(t+1) * factors] W_hh^T; one product for each weight.
 */
const gruGrad: RecordedKernel = {
  name: 'SsvaerrGruGrad',
  record(
    { x, weightIh, weightHh, biasIh, biasHh, y, dy }: Inputs<Parameters | 'y' | 'dy'>,
    { reverse }: GruAttrs,
  ) {
    const parameters = [x, weightIh, weightHh, biasIh, biasHh];
    return {
      inputs: [...parameters, y, dy],
      attrs: { reverse },
      outputs: parameters.map(like),
    };
  },
  emit(g, n) {
    const [x, weightIh, weightHh, biasIh, biasHh, y, dy] = n.all() as Parameters7;
    const { reverse } = n.attrs as GruAttrs;
    const [batch, time, input] = n.shape(0) as [number, number, number];
    const hidden = n.shape(2)[0]!;
    const rows = time * batch;
    const mul = (a: Name, b: Name) => g.op('Mul', [a, b]);
    const oneMinus = (a: Name) => g.op('Sub', [g.scalar(1), a]);
    const thirds = (a: Name) => g.split(a, [hidden, hidden, hidden], 1) as [Name, Name, Name];

    const frames = g.reshape(timeFirst(g, x, n.shape(0)), [rows, input]);
    const states = timeFirst(g, y, n.shape(5));
    const before = g.reshape(previous(g, states, [time, batch, hidden], reverse), [rows, hidden]);
    const fromInput = thirds(g.op('Gemm', [frames, weightIh, biasIh]));
    const fromState = thirds(g.op('Gemm', [before, weightHh, biasHh]));
    const reset = g.op('Sigmoid', [g.op('Add', [fromInput[0], fromState[0]])]);
    const update = g.op('Sigmoid', [g.op('Add', [fromInput[1], fromState[1]])]);
    const candidate = g.op('Tanh', [g.op('Add', [fromInput[2], mul(reset, fromState[2])])]);

    const toCandidate = mul(oneMinus(update), oneMinus(mul(candidate, candidate)));
    const toReset = mul(mul(toCandidate, fromState[2]), mul(reset, oneMinus(reset)));
    const toUpdate = mul(g.op('Sub', [before, candidate]), mul(update, oneMinus(update)));
    const toRecurrent = mul(toCandidate, reset);
    const factors = g.concat([toReset, toUpdate, toRecurrent], 1);

    const direction = reverse ? 0 : 1; // against time
    const perFrame = (a: Name, size: number) => g.reshape(a, [time, batch, size]);
    const [, dRecurrentFrames, dStateFrames] = g.ops(
      'Scan',
      [
        g.zeros('float32', [batch, hidden]),
        timeFirst(g, dy, n.shape(6)),
        perFrame(factors, 3 * hidden),
        perFrame(update, hidden),
      ],
      3,
      {
        body: { graph: stepBack(g.transpose(weightHh, n.shape(2), [1, 0]), batch, hidden) },
        num_scan_inputs: 3,
        scan_input_directions: [direction, direction, direction],
        scan_output_directions: [direction, direction],
      },
    );

    const dRecurrent = g.reshape(dRecurrentFrames!, [rows, 3 * hidden]);
    const dState = g.reshape(dStateFrames!, [rows, hidden]);
    const [dReset, dUpdate] = thirds(dRecurrent);
    // The input's share of the candidate does not go through the reset gate.
    const dInput = g.concat([dReset, dUpdate, mul(dState, toCandidate)], 1);
    const dx = g.op('Gemm', [dInput, weightIh], { transB: 1 });
    return [
      batchFirst(g, perFrame(dx, input), n.shape(0)),
      g.op('Gemm', [frames, dInput], { transA: 1 }),
      g.op('Gemm', [before, dRecurrent], { transA: 1 }),
      g.reduce('ReduceSum', dInput, [0]),
      g.reduce('ReduceSum', dRecurrent, [0]),
    ];
  },
};

type Parameters7 = [Name, Name, Name, Name, Name, Name, Name];

/** The state each frame started from: one frame earlier in its direction, zero at the start. */
function previous(
  g: Builder,
  states: Name,
  [time, batch, hidden]: [number, number, number],
  reverse: boolean,
): Name {
  const zero = g.zeros('float32', [1, batch, hidden]);
  if (time === 1) return zero;
  return reverse
    ? g.concat([g.slice(states, [1], [time], [0]), zero], 0)
    : g.concat([zero, g.slice(states, [0], [time - 1], [0])], 0);
}

/** One step of the Scan: (dh of the next frame; dy, factors, z) to (dh passed on; dRecurrent, dh). */
function stepBack(weightTransposed: Name, batch: number, hidden: number) {
  const g = new Builder('step.');
  const passedOn = g.input('float32', [batch, hidden]);
  const dy = g.input('float32', [batch, hidden]);
  const factors = g.input('float32', [batch, 3 * hidden]);
  const update = g.input('float32', [batch, hidden]);
  const dState = g.op('Add', [dy, passedOn]);
  const thrice = g.op('Concat', [dState, dState, dState], { axis: 1 });
  const dRecurrent = g.op('Mul', [thrice, factors]);
  const through = g.op('MatMul', [dRecurrent, weightTransposed]);
  g.output(g.op('Add', [g.op('Mul', [dState, update]), through]), 'float32', [batch, hidden]);
  g.output(dRecurrent, 'float32', [batch, 3 * hidden]);
  g.output(dState, 'float32', [batch, hidden]);
  return g.finish();
}

export const recurrent: readonly RecordedKernel[] = [gru, gruGrad];

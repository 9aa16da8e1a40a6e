import * as tf from '@tensorflow/tfjs-core';
import type { GruWeights } from './_gru-weights.ts';

// The kernels SsvaerrGru and SsvaerrGruGrad (docs/kernels.md) in standard TF.js operations.

/** The inputs of SsvaerrGru. */
export interface GruInputs extends GruWeights {
  /** `[batch, time, input]`. */
  readonly x: tf.Tensor3D;
}

/** The inputs of SsvaerrGruGrad. */
export interface GruGradInputs extends GruInputs {
  /** Output of SsvaerrGru, `[batch, time, hidden]`. */
  readonly y: tf.Tensor3D;
  /** Gradient with respect to `y`. */
  readonly dy: tf.Tensor3D;
}

/** Returns the states `[batch, time, hidden]`: one product for all inputs, then the recurrence. */
export function gruForward(inputs: GruInputs, reverse: boolean): tf.Tensor3D {
  const { x, weightIh, weightHh, biasIh, biasHh } = inputs;
  const [batch, time] = x.shape;
  const hidden = weightHh.shape[0];
  const projected = tf.unstack(
    tf.reshape(linear(flatten(x), weightIh, biasIh), [batch, time, 3 * hidden]),
    1,
  ) as tf.Tensor2D[];

  let state: tf.Tensor2D = tf.zeros([batch, hidden]);
  const states = new Array<tf.Tensor2D>(time);
  for (const t of order(time, reverse)) {
    const { update, candidate } = gates(projected[t]!, linear(state, weightHh, biasHh));
    state = tf.add(candidate, tf.mul(update, tf.sub(state, candidate)));
    states[t] = state;
  }
  return tf.stack(states, 1) as tf.Tensor3D;
}

/**
 * Returns the gradients with respect to x, weightIh, weightHh, biasIh and biasHh.
 *
 * The gates of all frames follow from x and y, so they are recomputed at once, together with the factors by which a
 * state's gradient dh reaches its gates before their non-linearity. Only dh itself runs through time:
 * dh(t) = dy(t) + dh(t+1) * z + [dh(t+1) * factors] W_hh^T.
 */
export function gruBackward(inputs: GruGradInputs, reverse: boolean): tf.Tensor[] {
  const { dy, x, y, weightIh, weightHh, biasIh, biasHh } = inputs;
  const [batch, time, hidden] = y.shape;
  const frames = flatten(x);
  const before = flatten(previous(y, reverse));

  const { reset, update, candidate, recurrent } = gates(
    linear(frames, weightIh, biasIh),
    linear(before, weightHh, biasHh),
  );
  const toCandidate = tf.mul(tf.sub(1, update), tf.sub(1, tf.square(candidate)));
  const toReset = tf.mul(tf.mul(toCandidate, recurrent), slope(reset));
  const toUpdate = tf.mul(tf.sub(before, candidate), slope(update));
  const factors = tf.stack([toReset, toUpdate, tf.mul(toCandidate, reset)], 1);

  const factorsAt = tf.unstack(tf.reshape(factors, [batch, time, 3, hidden]), 1);
  const updateAt = tf.unstack(tf.reshape(update, [batch, time, hidden]), 1);
  const dyAt = tf.unstack(dy, 1);
  let passedOn: tf.Tensor = tf.zeros([batch, hidden]);
  const dStates = new Array<tf.Tensor>(time);
  for (const t of order(time, !reverse)) {
    const dState = tf.add(dyAt[t]!, passedOn);
    dStates[t] = dState;
    passedOn = tf.add(
      tf.mul(dState, updateAt[t]!),
      tf.matMul(scaled(factorsAt[t]!, dState), weightHh, false, true),
    );
  }

  const dState = flatten(tf.stack(dStates, 1) as tf.Tensor3D);
  const dRecurrent = scaled(factors, dState);
  // The input's contribution to the candidate does not pass the reset gate.
  const dInput = tf.concat(
    [tf.slice(dRecurrent, [0, 0], [-1, 2 * hidden]), tf.mul(dState, toCandidate)],
    1,
  );
  return [
    tf.reshape(tf.matMul(dInput, weightIh, false, true), x.shape),
    tf.matMul(frames, dInput, true),
    tf.matMul(before, dRecurrent, true),
    tf.sum(dInput, 0),
    tf.sum(dRecurrent, 0),
  ];
}

/** Returns the gates of rows of frames from the contributions of inputs and states, `[rows, 3 * hidden]` each. */
function gates(input: tf.Tensor2D, state: tf.Tensor2D) {
  const hidden = input.shape[1] / 3;
  const [inputGates, inputCandidate] = tf.split(input, [2 * hidden, hidden], 1);
  const [stateGates, recurrent] = tf.split(state, [2 * hidden, hidden], 1);
  const [reset, update] = tf.split(tf.sigmoid(tf.add(inputGates!, stateGates!)), 2, 1);
  const candidate = tf.tanh(tf.add(inputCandidate!, tf.mul(reset!, recurrent!)));
  return { reset: reset!, update: update!, candidate, recurrent: recurrent! };
}

/** Returns the state before each frame: y shifted by one frame, zero at the start. */
function previous(y: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  const padded = tf.pad(y, [[0, 0], reverse ? [0, 1] : [1, 0], [0, 0]]);
  return tf.slice(padded, [0, reverse ? 1 : 0, 0], y.shape);
}

const order = (time: number, reverse: boolean) =>
  Array.from({ length: time }, (_, i) => (reverse ? time - 1 - i : i));

const flatten = (x: tf.Tensor3D): tf.Tensor2D => tf.reshape(x, [-1, x.shape[2]]);

const linear = (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D =>
  tf.add(tf.matMul(x, weight), bias);

/** Returns the derivative of the sigmoid from its value. */
const slope = (sigmoid: tf.Tensor) => tf.mul(sigmoid, tf.sub(1, sigmoid));

/** Multiplies `[rows, 3, hidden]` by `[rows, hidden]` and returns `[rows, 3 * hidden]`. */
function scaled(factors: tf.Tensor, dState: tf.Tensor): tf.Tensor2D {
  const [rows, , hidden] = factors.shape as [number, number, number];
  return tf.reshape(tf.mul(factors, tf.reshape(dState, [rows, 1, hidden])), [rows, 3 * hidden]);
}

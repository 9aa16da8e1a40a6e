import { clipByGlobalNorm, SGD } from '@ssvaerr/optim';
import { expectNoLeak, itIsAPretextMethod } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type PretextMethod, trainStep } from './index.ts';

/**
 * Predicts the batch less a center: `loss = (w - (batch - center))^2`, and the center moves half way to
 * the batch. One number each.
 */
function makeToy(calls: string[] = []): PretextMethod<tf.Tensor1D, tf.Tensor1D> {
  const w = tf.tidy(() => tf.variable(tf.tensor1d([0])));
  const center = tf.tidy(() => tf.variable(tf.tensor1d([1]), false));
  return {
    trainableVariables: [w],
    stateVariables: [center],
    variables: { w, center },
    targets(batch) {
      calls.push('targets');
      return tf.sub(batch, center);
    },
    loss(_, targets) {
      calls.push('loss');
      return tf.sum(tf.squaredDifference(w, targets));
    },
    advance(_, step) {
      calls.push(`advance ${step} at ${w.dataSync()}`);
      center.assign(tf.add(tf.mul(center, 0.5), 1));
    },
    dispose: () => tf.dispose([w, center]),
  };
}

describe('trainStep', () => {
  it('by hand: the loss before the step, then the optimizer, then the method', () => {
    const calls: string[] = [];
    const method = makeToy(calls);
    const { w, center } = method.variables as Record<string, tf.Variable>;
    const optimizer = new SGD({ learningRate: 0.25, momentum: 0 });
    const batch = tf.tensor1d([5]);
    // Target 5 - 1, gradient 2 (0 - 4).
    expect(trainStep(method, optimizer, batch, { step: 7 })).toBeAllclose(tf.scalar(16));
    expect(calls).toEqual(['targets', 'loss', 'advance 7 at 2']);
    expect(w!).toBeAllclose([2]);
    expect(center!).toBeAllclose([1.5]);
    optimizer.dispose();
    method.dispose();
    batch.dispose();
  });

  it('passes the clipped gradients to the optimizer', () => {
    const method = makeToy();
    const { w } = method.variables as Record<string, tf.Variable>;
    const optimizer = new SGD({ learningRate: 0.25, momentum: 0 });
    const batch = tf.tensor1d([5]);
    const clip = (gradients: tf.NamedTensorMap) => clipByGlobalNorm(gradients, 2).gradients;
    trainStep(method, optimizer, batch, { step: 0, clip }).dispose();
    expect(w!).toBeAllclose([0.5]); // 0 - 0.25 * -2
    trainStep(method, optimizer, batch, { step: 1, clip: () => ({}) }).dispose();
    expect(w!).toBeAllclose([0.5]);
    expectNoLeak(() => trainStep(method, optimizer, batch, { step: 2, clip }));
    optimizer.dispose();
    method.dispose();
    batch.dispose();
  });

  it('trains what is listed, not what the loss depends on besides', () => {
    const method = makeToy();
    const other = tf.variable(tf.tensor1d([1]));
    const optimizer = new SGD({ learningRate: 0.25, momentum: 0 });
    const batch = tf.tensor1d([5]);
    const wider = {
      ...method,
      loss: (b: tf.Tensor1D, t: tf.Tensor1D) => tf.mul<tf.Scalar>(method.loss(b, t), tf.sum(other)),
    };
    trainStep(wider, optimizer, batch, { step: 0 }).dispose();
    expect(other).toBeAllclose([1]);
    optimizer.dispose();
    method.dispose();
    tf.dispose([batch, other]);
  });

  it('refuses a bad step before anything runs', () => {
    const calls: string[] = [];
    const method = makeToy(calls);
    const optimizer = new SGD({ learningRate: 1 });
    const batch = tf.tensor1d([5]);
    for (const step of [-1, 0.5, Number.NaN]) {
      expect(() => trainStep(method, optimizer, batch, { step })).toThrow(
        new RangeError(`trainStep: 'step' must be an integer >= 0, got ${step}.`),
      );
    }
    expect(calls).toEqual([]);
    optimizer.dispose();
    method.dispose();
    batch.dispose();
  });
});

// The center moves to 2, so the loss ends at (5 - 2 - w)^2 with w following.
itIsAPretextMethod('A toy', makeToy, () => tf.tensor1d([5]), {
  optimizer: () => new SGD({ learningRate: 0.25, momentum: 0 }),
});

import { golden } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Adam, AdamW, LARS, SGD } from './index.ts';

interface Case {
  readonly lrs: readonly number[];
  readonly weight_decay: number;
  readonly wd: number;
  readonly momentum: number;
  readonly eta: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
}

const learningRate = 0;
const cases = {
  '06_adamw_steps': ({ weight_decay, betas, eps }: Case) =>
    new AdamW({
      learningRate,
      weightDecay: weight_decay,
      beta1: betas[0],
      beta2: betas[1],
      epsilon: eps,
    }),
  '06_adam_steps': () => new Adam({ learningRate }),
  '06_sgd_steps': ({ momentum, weight_decay }: Case) =>
    new SGD({ learningRate, momentum, weightDecay: weight_decay }),
  '06_lars_steps': ({ momentum, wd, eta }: Case) =>
    new LARS({ learningRate, momentum, weightDecay: wd, eta }),
};

describe.each(Object.entries(cases))('%s (torch, float64)', (name, make) => {
  const { options, names, tensor } = golden(name);
  const settings = options as unknown as Case;
  const parameters = names.flatMap((key) => (key.startsWith('param.') ? [key.slice(6)] : []));

  it('holds for every parameter after every step', () => {
    const optimizer = make(settings);
    const variables = parameters.map((parameter) =>
      tf.variable(tensor(`param.${parameter}`).toTensor(), true, `${name}/${parameter}`),
    );
    settings.lrs.forEach((lr, step) => {
      optimizer.learningRate = lr;
      optimizer.applyGradients(
        parameters.map((parameter) => ({
          name: `${name}/${parameter}`,
          tensor: tensor(`input.step${step}.grad.${parameter}`).toTensor(),
        })),
      );
      parameters.forEach((parameter, i) => {
        const expected = tensor(`after.step${step + 1}.${parameter}`);
        // The suggested tolerance allows 20 rounding errors; two are enough. AdamW's weight decay is
        // below one here (lr wd = 3e-8): its own test looks at it.
        expect(variables[i]!, `${parameter}, step ${step + 1}`).toBeAllclose(expected, {
          atol: expected.atol / 10,
          rtol: 0,
        });
      });
    });
    optimizer.dispose();
    tf.dispose(variables);
  });
});

import { type Golden, golden, needsGolden } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attentionWeights } from './_attention.ts';
import { conformer, conformerBlock, embed } from './_conformer.ts';
import { keepAll } from './_dropout.ts';
import { predictTargets } from './_head.ts';
import { layerNorm } from './_layer-norm.ts';
import { linear } from './_linear.ts';
import { conformerParameters } from './_parameters.ts';
import { maskForms, type Pass } from './_pass.ts';
import { relativePositions } from './_positions.ts';
import { swish } from './_swish.ts';
import { makeVariables } from './_variables.ts';
import { maskedL1 } from './masked-l1.ts';

// PyTorch's float64 numbers: every stage, every gradient, running statistics.

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** PyTorch's layout of a parameter as TF.js's, and back. */
const reversed = (tensor: tf.Tensor) => tf.transpose(tensor);

/** Worst error of each case as a fraction of its tolerance: printed when SSVAERR_REPORT is set. */
const worst: Record<string, { ratio: number; name: string }> = {};
afterAll(() => {
  if (process.env.SSVAERR_REPORT) process.stdout.write(`${JSON.stringify(worst, null, 1)}\n`);
});

function expectGolden(label: string, test: Golden, name: string, actual: tf.Tensor): void {
  const stored = test.tensor(name);
  const atol = stored.zero ? 1e-5 : stored.atol;
  expect(actual.shape, name).toEqual(stored.shape);
  const error = tf.max(tf.abs(tf.sub(actual, stored.toTensor()))).dataSync()[0]!;
  if (error / atol > (worst[label]?.ratio ?? 0)) worst[label] = { ratio: error / atol, name };
  // `<=` written so that NaN fails.
  expect(error <= atol, `${name}: error ${error}, tolerance ${atol}`).toBe(true);
}

function load(label: string, mode: string) {
  const test = golden(label);
  const options = test.options as unknown as Record<'din' | 'd' | 'h' | 'f' | 'k' | 'dtgt', number>;
  const { din, d: width, h: heads, f: feedForward, k: kernel, dtgt } = options;
  const head = test.names.includes('param.head.weight') ? 'linear' : 'mlp';
  const config = { blocks: 2, width, heads, feedForward, kernel, dropout: 0, head } as const;
  const specs = conformerParameters(din, dtgt, config);
  const names = test.names.filter((name) => name.startsWith('param.'));
  expect(specs.map(({ name }) => `param.${name}`)).toEqual(names);

  const variables = makeVariables(specs, 1);
  for (const { name } of specs) {
    variables[name]!.assign(reversed(test.tensor(`param.${name}`).toTensor()));
  }
  const mask = test.tensor('input.mask').toTensor<tf.Rank.R2>();
  // The reference masks attention and loss; its convolution sees the padding (`lira.test.ts` has ours).
  const { keyBias } = maskForms(mask);
  const { frames } = maskForms(tf.onesLike(mask));
  const pass: Pass = {
    variables,
    heads,
    training: mode === 'train',
    drop: keepAll,
    frames,
    keyBias,
  };
  const features = test.tensor('input.features').toTensor<tf.Rank.R3>();
  const target = test.tensor('input.target').toTensor<tf.Rank.R3>();
  return { test, specs, variables, pass, features, target, mask, head } as const;
}

describe.each([
  ['08_lira', 'eval'],
  ['08_lira', 'train'],
  ['08_lira_masked', 'eval'],
] as const)('%s, %s', (label, mode) => {
  const { skip, title } = needsGolden(label);

  it.skipIf(skip)(title('every stage'), () => {
    const { test, pass, features, target, mask, head, variables } = load(label, mode);
    const check = (name: string, actual: tf.Tensor) =>
      expectGolden(label, test, `output.${mode}.${name}`, actual);

    let x = embed(features, pass);
    check('embedded', x);
    const positions = relativePositions(x.shape[1], x.shape[2]);
    expectGolden(label, test, 'output.pos_emb', tf.expandDims(positions, 0));
    for (const i of [0, 1]) {
      const at = `encoders.${i}`;
      const weights = attentionOf(x, positions, at, pass);
      check(`block${i}.attention`, tf.transpose(weights, [1, 0, 2, 3]));
      x = conformerBlock(x, positions, at, pass);
      check(`block${i}`, x);
    }
    const encoded = layerNorm(x, 'after_norm', variables);
    check('encoder', encoded);
    const prediction = predictTargets(encoded, head, variables);
    check('pred', prediction);
    check('loss', maskedL1(prediction, target, mask));
    tf.dispose(Object.values(variables));
  });

  it.skipIf(skip)(title('loss, gradients, statistics'), () => {
    const { test, specs, pass, features, target, mask, head, variables } = load(label, mode);
    const loss = (x: tf.Tensor) =>
      maskedL1(predictTargets(conformer(x as tf.Tensor3D, 2, pass), head, variables), target, mask);
    const trained = specs.filter(({ trainable }) => trainable).map(({ name }) => name);
    // The variables are seen through the closure: one backward pass gives every gradient.
    const { value, grads } = tf.valueAndGrads(loss)([
      features,
      ...trained.map((name) => variables[name]!),
    ]);
    expectGolden(label, test, `output.${mode}.loss`, value);
    expectGolden(label, test, `grad.${mode}.features`, grads[0]!);
    trained.forEach((name, i) => {
      expectGolden(label, test, `grad.${mode}.${name}`, reversed(grads[i + 1]!));
    });
    for (const { name, trainable } of specs) {
      if (trainable) continue;
      const key = mode === 'train' ? `after.train.${name}` : `param.${name}`;
      expect(variables[name], name).toBeAllclose(test.tensor(key), {
        atol: test.tensor(key).atol,
        rtol: 0,
      });
    }
    tf.dispose(Object.values(variables));
  });
});

/** Who attends to whom in the block named `at`: attention comes after half a feed-forward step. */
function attentionOf(x: tf.Tensor3D, positions: tf.Tensor2D, at: string, pass: Pass) {
  const { variables } = pass;
  const macaron = `${at}.feed_forward_macaron`;
  const normed = layerNorm(x, `${at}.norm_ff_macaron`, variables);
  const hidden = swish(linear(normed, `${macaron}.w_1`, variables));
  const y = tf.add(x, tf.mul(0.5, linear(hidden, `${macaron}.w_2`, variables))) as tf.Tensor3D;
  const queries = layerNorm(y, `${at}.norm_mha`, variables);
  return attentionWeights(queries, positions, `${at}.self_attn`, pass);
}

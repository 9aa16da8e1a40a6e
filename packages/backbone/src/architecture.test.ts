import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { activate } from './_activation.ts';
import { batchNorm } from './_batch-norm.ts';
import { maxPool } from './_convolution.ts';
import { stemConvolution } from './_stem.ts';
import { trunkLayer } from './_trunk.ts';
import { bidirectionalGru, DownstreamModel } from './index.ts';

/** One pass of a single 96 x 96 frame through the full network: what each stage really gives. */
function stagesOf(model: DownstreamModel) {
  const { variables } = model;
  const pass = { variables, activation: 'relu', training: false } as const;
  const stages: { name: string; shape: string; parameters: number }[] = [];
  const stage = <T extends tf.Tensor>(name: string, own: RegExp, y: T): T => {
    // The leading sizes are 1 here: batch and time, or their product.
    const [, ...sizes] = y.shape;
    const shape = y.rank === 4 ? ['batch * time', ...sizes] : ['batch', 'time', ...sizes.slice(1)];
    const parameters = Object.entries(variables)
      .filter(([key, { trainable }]) => trainable && own.test(key))
      .reduce((sum, [, { size }]) => sum + size, 0);
    stages.push({ name, shape: `[${shape.join(', ')}]`, parameters });
    return y;
  };
  const none = /^$/;
  const weights = (name: string) => variables[name] as unknown as tf.Tensor2D;

  const clip = stage('clip', none, tf.zeros<tf.Rank.R5>([1, 1, 96, 96, 1]));
  let y = stage(
    'convolution 5 x 7 x 7, stride 1 x 2 x 2',
    /^frontend3D\.0/,
    stemConvolution(clip, variables['frontend3D.0.weight'] as tf.Tensor5D),
  );
  y = activate(batchNorm(y, 'frontend3D.1', pass), 'frontend3D.2', pass);
  y = stage('batch norm, ReLU', /^frontend3D\.1/, y);
  y = stage('max-pool 3 x 3, stride 2', none, maxPool(y));
  for (const index of [1, 2, 3, 4]) {
    const name = `layer ${index}: two basic blocks${index === 1 ? '' : ', stride 2'}`;
    y = stage(name, new RegExp(`^trunk\\.layer${index}`), trunkLayer(y, index, pass));
  }
  const features = tf.reshape<tf.Rank.R3>(tf.mean(y, [1, 2]), [1, 1, -1]);
  stage('mean over the frame: features', none, features);
  const gru = (suffix: string) => ({
    weightIh: weights(`gru.gru.weight_ih_${suffix}`),
    weightHh: weights(`gru.gru.weight_hh_${suffix}`),
    biasIh: variables[`gru.gru.bias_ih_${suffix}`] as unknown as tf.Tensor1D,
    biasHh: variables[`gru.gru.bias_hh_${suffix}`] as unknown as tf.Tensor1D,
  });
  let states = features;
  for (const layer of ['l0', 'l1']) {
    states = bidirectionalGru(states, [{ forward: gru(layer), backward: gru(`${layer}_reverse`) }]);
    stage(`GRU layer ${layer === 'l0' ? 1 : 2}, both directions`, new RegExp(`_${layer}`), states);
  }
  stage('output layer', /^gru\.fc/, model.head(features));
  return stages;
}

describe('ARCHITECTURE.md', () => {
  it('draws the shapes and counts of the real network', { timeout: 60_000 }, () => {
    const before = tf.memory().numTensors;
    const model = new DownstreamModel({ seed: 1 });
    const stages = tf.tidy(() => stagesOf(model));
    const count = (variables: readonly tf.Variable[]) =>
      variables.reduce((sum, { size }) => sum + size, 0);
    expect(count(model.encoder.trainableVariables)).toBe(11_182_784);
    expect(count(model.trainableVariables)).toBe(13_569_770);
    expect(stages.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(13_569_770);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);

    const number = (n: number) => n.toString().replace(/\B(?=(\d{3})+$)/g, ',');
    const drawing = stages
      .map(({ name, shape }, i) =>
        i === 0 ? `  s0["${name}<br>${shape}"]` : `  s${i - 1} --> s${i}["${name}<br>${shape}"]`,
      )
      .join('\n');
    const table = stages
      .map(({ name, shape, parameters }) => `| ${name} | \`${shape}\` | ${number(parameters)} |`)
      .join('\n');
    const document = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8');
    expect(document).toContain(`\`\`\`mermaid\nflowchart TB\n${drawing}\n\`\`\``);
    expect(document).toContain(`| stage | output | parameters |\n|---|---|---|\n${table}\n`);
  });
});

import { DownstreamModel, Encoder, type Variables } from '@ssvaerr/backbone';
import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { networkFunction } from './network-function.ts';
import type { Normalization } from './normalization.ts';
import { tfjsModel, tfjsWeightsFile } from './tfjs-model.ts';
import type { Trained } from './trained.ts';

const pixel = { mean: 0.4, std: 0.2 };
const [height, width] = [32, 40];

/** Weights and running statistics that are none of the initial ones, which hide mistakes. */
function disturb(variables: Variables): void {
  Object.values(variables).forEach((variable, i) => {
    const noise = tf.randomUniform(variable.shape, -0.3, 0.3, 'float32', i + 1);
    variable.assign(tf.add(variable, noise));
  });
}

function trained(network: DownstreamModel | Encoder, by: Normalization = pixel): Trained {
  const model = network instanceof DownstreamModel ? network : null;
  const encoder = network instanceof Encoder ? network : network.encoder;
  disturb(network.variables);
  const info = { model: network.config, pixel: by, height, width, fps: 25, source: 'synthetic' };
  return { model, encoder, info } as unknown as Trained;
}

const load = (source: Trained) => {
  const { json, weights } = tfjsModel(source, { note: 'kept' });
  const { weightsManifest, ...artifacts } = JSON.parse(json);
  expect(artifacts.userDefinedMetadata).toEqual({ note: 'kept' });
  const [{ paths, weights: weightSpecs }] = weightsManifest;
  expect(paths).toEqual([tfjsWeightsFile]);
  const weightData = weights.buffer as ArrayBuffer;
  return tf.loadGraphModel(tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }));
};

const clipOf = (time: number) =>
  tf.randomUniform([1, time, height, width, 1], 0, 1, 'float32', time) as tf.Tensor5D;

afterEach(() => tf.disposeVariables());

describe.each([
  { activation: 'relu', by: pixel },
  { activation: 'prelu', by: pixel },
  { activation: 'swish', by: 'frame' },
] as const)('with $activation, pixels normalized by $by', ({ activation, by }) => {
  it('gives what the network gives, for every length', async () => {
    const network = new DownstreamModel({ width: 4, hidden: 5, bins: 3, activation, seed: 1 });
    const source = trained(network, by);
    const loaded = await load(source);
    for (const time of [1, 2, 3, 9]) {
      const clip = clipOf(time);
      const { arousal, valence } = networkFunction(source)({ clip });
      const found = (await loaded.executeAsync({ clip }, ['arousal', 'valence'])) as tf.Tensor[];
      expect(found[0]!).toBeAllclose(arousal!, { atol: 2e-5 });
      expect(found[1]!).toBeAllclose(valence!, { atol: 2e-5 });
      // Or nothing was compared.
      const spread = tf.max(tf.abs(tf.sub(arousal!, valence!))).dataSync()[0]!;
      expect(spread).toBeGreaterThan(1e-3);
    }
    loaded.dispose();
  });

  it('gives what an encoder gives, at once', async () => {
    const source = trained(new Encoder({ width: 4, activation, seed: 1 }), by);
    const loaded = await load(source);
    for (const time of [1, 7]) {
      const clip = clipOf(time);
      const found = loaded.execute({ clip }, 'features') as tf.Tensor;
      const { features } = networkFunction(source)({ clip });
      const largest = tf.max(tf.abs(features!)).dataSync()[0]!;
      expect(found).toBeAllclose(features!, { atol: 1e-5 * largest });
    }
    loaded.dispose();
  });
});

it('takes both directions of a layer through one loop, and no operator that an engine lacks', () => {
  const source = trained(new DownstreamModel({ width: 2, hidden: 3, seed: 1 }));
  const { node } = JSON.parse(tfjsModel(source, {}).json).modelTopology;
  const count = (type: string) => node.filter(({ op }: { op: string }) => op === type).length;
  expect(count('StatelessWhile')).toBe(2);
  expect(count('Conv2D')).toBe(20);
  expect(count('Conv3D')).toBe(0);
});

it('keeps nothing between calls', async () => {
  const source = trained(new DownstreamModel({ width: 2, hidden: 3, seed: 1 }));
  const loaded = await load(source);
  const clip = clipOf(4);
  const once = async () => tf.dispose(await loaded.executeAsync({ clip }, ['arousal', 'valence']));
  await once();
  const before = tf.memory().numTensors;
  await once();
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeak(() => tfjsModel(source, {}) && []);
});

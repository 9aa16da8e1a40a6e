import { DownstreamModel, Encoder, type Variables } from '@ssvaerr/backbone';
import { splitOutput } from '@ssvaerr/losses';
import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { normalized } from '../networks/normalization.ts';
import type { Values } from './graph-encoder.ts';
import { graphNetwork } from './graph-network.ts';

const pixel = { mean: 0.4, std: 0.2 };
const [height, width] = [32, 40];

/** Weights and running statistics that are none of the initial ones, which hide mistakes. */
function disturb(variables: Variables): Values {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable], i) => {
      const noise = tf.randomUniform(variable.shape, -0.3, 0.3, 'float32', i + 1);
      variable.assign(tf.add(variable, noise));
      const values = variable.dataSync() as Float32Array;
      return [name, { shape: variable.shape, values }];
    }),
  );
}

const load = (graph: ReturnType<typeof graphNetwork>) => {
  const { json, weights } = graph.finish('weights.bin', { note: 'kept' });
  const { weightsManifest, ...artifacts } = JSON.parse(json);
  const [{ paths, weights: weightSpecs }] = weightsManifest;
  expect(paths).toEqual(['weights.bin']);
  const weightData = weights.buffer as ArrayBuffer;
  return tf.loadGraphModel(tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }));
};

const clipOf = (time: number) =>
  tf.randomUniform([1, time, height, width, 1], 0, 1, 'float32', time) as tf.Tensor5D;

afterEach(() => tf.disposeVariables());

describe.each([
  { activation: 'relu', pixel },
  { activation: 'prelu', pixel },
  { activation: 'swish', pixel: 'frame' },
] as const)('with $activation, pixels normalised by $pixel', ({ activation, pixel }) => {
  it('gives what the network gives, for every length', async () => {
    const [hidden, bins] = [5, 3];
    const model = new DownstreamModel({ width: 4, hidden, bins, activation, seed: 1 });
    const values = disturb(model.variables);
    const head = { hidden, bins };
    const loaded = await load(graphNetwork({ values, activation, pixel, height, width, head }));
    for (const time of [1, 2, 3, 9]) {
      const clip = clipOf(time);
      const { arousal, valence } = splitOutput(model.forward(normalized(clip, pixel)));
      const found = (await loaded.executeAsync({ clip }, ['arousal', 'valence'])) as tf.Tensor[];
      expect(found[0]!).toBeAllclose(arousal.value, { atol: 2e-5 });
      expect(found[1]!).toBeAllclose(valence.value, { atol: 2e-5 });
      // Or nothing was compared.
      const spread = tf.max(tf.abs(tf.sub(arousal.value, valence.value))).dataSync()[0]!;
      expect(spread).toBeGreaterThan(1e-3);
    }
    loaded.dispose();
  });

  it('gives what an encoder gives', async () => {
    const encoder = new Encoder({ width: 4, activation, seed: 1 });
    const values = disturb(encoder.variables);
    const graph = graphNetwork({ values, activation, pixel, height, width, head: null });
    const loaded = await load(graph);
    const clip = clipOf(7);
    const found = loaded.execute({ clip }, 'features') as tf.Tensor;
    const expected = encoder.forward(normalized(clip, pixel));
    const largest = tf.max(tf.abs(expected)).dataSync()[0]!;
    expect(found).toBeAllclose(expected, { atol: 1e-5 * largest });
    loaded.dispose();
  });
});

it('keeps nothing between calls', async () => {
  const model = new DownstreamModel({ width: 2, hidden: 3, seed: 1 });
  const head = { hidden: 3, bins: 20 };
  const values = disturb(model.variables);
  const loaded = await load(
    graphNetwork({ values, activation: 'relu', pixel, height, width, head }),
  );
  const clip = clipOf(4);
  const once = async () => tf.dispose(await loaded.executeAsync({ clip }, ['arousal', 'valence']));
  await once();
  const before = tf.memory().numTensors;
  await once();
  expect(tf.memory().numTensors).toBe(before);
  expectNoLeak(
    () => graphNetwork({ values, activation: 'relu', pixel, height, width, head }) && [],
  );
});

it('is the same text and bytes for the same weights', () => {
  const encoder = new Encoder({ width: 2, seed: 1 });
  const values = disturb(encoder.variables);
  const file = () =>
    graphNetwork({ values, activation: 'relu', pixel, height, width, head: null }).finish('w', {});
  expect(file()).toEqual(file());
});

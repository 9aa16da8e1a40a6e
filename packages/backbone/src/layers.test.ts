import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Encoder, encoderParameters } from './index.ts';
import { EncoderLayer, type EncoderLayerOptions } from './layers.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const EXACT = { atol: 0, rtol: 0 };
const clip = () =>
  tf.tensor5d(
    Array.from({ length: 2 * 2 * 32 * 32 }, (_, i) => ((i * 37) % 64) / 32 - 1),
    [2, 2, 32, 32, 1],
  );

const modelOf = (options: Partial<EncoderLayerOptions> = {}) => {
  const layer = new EncoderLayer({ width: 1, seed: 3, inputShape: [2, 32, 32, 1], ...options });
  const model = tf.sequential({
    layers: [layer, tf.layers.dense({ units: 2, kernelInitializer: 'ones' })],
  });
  return { model, layer };
};

describe('EncoderLayer', () => {
  it('is the encoder of the same seed, weights and features', () => {
    const { model, layer } = modelOf({ activation: 'swish' });
    const encoder = new Encoder({ width: 1, seed: 3, activation: 'swish' });
    expect(Object.keys(layer.variables)).toEqual(Object.keys(encoder.variables));
    expect(model.layers[0]!.outputShape).toEqual([null, 2, 8]);
    expect(layer.apply(clip()) as tf.Tensor).toBeAllclose(encoder.forward(clip()), EXACT);
    const training = layer.apply(clip(), { training: true }) as tf.Tensor;
    expect(training).toBeAllclose(encoder.forward(clip(), { training: true }), EXACT);
    for (const [name, variable] of Object.entries(encoder.variables)) {
      expect(layer.variables[name], name).toBeAllclose(variable, EXACT);
    }
    encoder.dispose();
  });

  it('takes over the values of an encoder', () => {
    const { layer } = modelOf();
    const encoder = new Encoder({ width: 1, seed: 4 });
    layer.assign(encoder.variables);
    expect(layer.apply(clip()) as tf.Tensor).toBeAllclose(encoder.forward(clip()), EXACT);
    encoder.dispose();
    expect(() => layer.assign({})).toThrow("EncoderLayer.assign: 'values' must hold exactly");
  });

  it('is trained by model.fit: everything moves that is not frozen', async () => {
    for (const freeze of ['none', 'stem', 'backbone'] as const) {
      const { model, layer } = modelOf({ width: 2, freeze });
      const before = Object.values(layer.variables).map((v) => v.dataSync().join());
      model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
      await model.fit(clip(), tf.ones([2, 2, 2]), { epochs: 1, verbose: 0, shuffle: false });
      const names = encoderParameters({ width: 2 }).map(({ name }) => name);
      const moved = names.filter(
        (name, i) => layer.variables[name]!.dataSync().join() !== before[i],
      );
      expect(moved, freeze).toEqual(
        names.filter(
          (name) => freeze === 'none' || (freeze === 'stem' && !name.startsWith('frontend3D.')),
        ),
      );
      expect(layer.trainableWeights.length).toBe({ none: 60, stem: 57, backbone: 0 }[freeze]);
      model.dispose();
    }
  });

  it('survives saving and loading', async () => {
    const { model } = modelOf({ activation: 'prelu', freeze: 'stem' });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.predict(clip()) as tf.Tensor).toBeAllclose(
      model.predict(clip()) as tf.Tensor,
      EXACT,
    );
    expect(loaded.layers[0]!.getConfig()).toMatchObject({
      width: 1,
      activation: 'prelu',
      freeze: 'stem',
      frozenStatistics: 'hold',
      seed: 3,
    });
    model.dispose();
    loaded.dispose();
  });

  it('leaves nothing behind', () => {
    const { layer } = modelOf();
    const input = clip();
    expectNoLeak(() => layer.apply(input) as tf.Tensor);

    const before = tf.memory().numTensors;
    const built = new EncoderLayer({ width: 1, seed: 3 });
    tf.dispose(built.apply(input) as tf.Tensor);
    built.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses bad options by name', () => {
    const make = (options: object) => () => new EncoderLayer({ seed: 1, ...options });
    expect(make({ width: 0 })).toThrow("EncoderLayer: 'width' must be a positive integer, got 0.");
    expect(make({ freeze: 'x' })).toThrow("EncoderLayer: 'freeze' must be one of");
    expect(make({ seed: Number.NaN })).toThrow("EncoderLayer: 'seed' must be a safe integer");
    expect(() =>
      modelOf({ inputShape: [2, 31, 32, 1] }).layer.apply(tf.zeros([1, 2, 31, 32, 1])),
    ).toThrow("EncoderLayer: 'clip' must have frames of at least 32 x 32 pixels, got 31 x 32.");
  });
});

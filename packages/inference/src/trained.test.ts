import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '@ssvaerr/backbone';
import { FileError } from '@ssvaerr/host';
import { fromValues, writeSafetensors } from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { makeNetwork } from './make-network.ts';
import {
  type EncoderInfo,
  isWhole,
  type ModelInfo,
  modelMetadata,
  parseModelMetadata,
} from './model-info.ts';
import { assignWeights, loadModel, loadTrained, readWeights, saveModel } from './trained.ts';

const root = mkdtempSync(join(tmpdir(), 'trained-'));
const at = (name: string) => join(root, name);
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => tf.disposeVariables());

const options = { width: 1, hidden: 2, bins: 3, activation: 'relu' } as const;
const frames = { pixel: { mean: 0.4, std: 0.2 }, height: 32, width: 32, fps: 25, source: 'noise', synthetic: true }; // biome-ignore format: one line
const info: ModelInfo = { model: options, ...frames };
const encoderInfo: EncoderInfo = { model: { width: 1, activation: 'prelu' }, ...frames };
const clip = tf.randomUniform<tf.Rank.R5>([1, 3, 32, 32, 1], -1, 1, 'float32', 1);

describe('a network', () => {
  it('comes back from its file: the same outputs, the same description', async () => {
    const network = makeNetwork(options, { seed: 7 });
    await saveModel(at('network.safetensors'), network, info);
    const { model, info: found } = await loadModel(at('network.safetensors'));
    expect(found).toEqual(info);
    expect(model.forward(clip).dataSync()).toEqual(network.forward(clip).dataSync());
    const other = makeNetwork(options, { seed: 1 }); // what loading starts from
    expect(other.forward(clip).dataSync()).not.toEqual(network.forward(clip).dataSync());
    const trained = await loadTrained(at('network.safetensors'));
    expect(trained.encoder).toBe(trained.model!.encoder);
  });

  it('gives the same bytes for the same weights', async () => {
    for (const name of ['a', 'b'])
      await saveModel(at(name), makeNetwork(options, { seed: 3 }), info);
    expect(readFileSync(at('a')).equals(readFileSync(at('b')))).toBe(true);
  });
});

describe('an encoder alone', () => {
  it('comes back, but not as a network', async () => {
    const encoder = new Encoder({ ...encoderInfo.model, seed: 7 });
    await saveModel(at('encoder.safetensors'), encoder, encoderInfo);
    const trained = await loadTrained(at('encoder.safetensors'));
    expect([trained.model, trained.info]).toEqual([null, encoderInfo]);
    expect(trained.encoder.forward(clip).dataSync()).toEqual(encoder.forward(clip).dataSync());
    await expect(loadModel(at('encoder.safetensors'))).rejects.toThrow(
      'encoder.safetensors: holds an encoder alone.',
    );
  });
});

describe('what travels with weights', () => {
  const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  const count = fc.integer({ min: 1, max: 999 });
  const activation = fc.constantFrom('relu' as const, 'prelu' as const, 'swish' as const);
  const shared = fc.record(
    {
      pixel: fc.oneof(fc.constant('frame' as const), fc.record({ mean: positive, std: positive })),
      height: count,
      width: count,
      fps: positive,
      margin: positive,
      source: fc.string(),
      synthetic: fc.option(fc.boolean()),
    },
    { requiredKeys: ['pixel', 'height', 'width', 'fps', 'source', 'synthetic'] },
  );
  const anyInfo: fc.Arbitrary<ModelInfo | EncoderInfo> = fc
    .tuple(
      fc.oneof(
        fc.record({
          width: count,
          hidden: count,
          bins: fc.integer({ min: 2, max: 9 }),
          activation,
        }),
        fc.record({ width: count, activation }),
      ),
      shared,
    )
    .map(([model, rest]) => ({ ...rest, model }) as ModelInfo | EncoderInfo);

  it('comes back from the metadata of a file', () => {
    fc.assert(
      fc.property(anyInfo, (written) => {
        const read = parseModelMetadata('x', modelMetadata(written))!;
        expect(read).toEqual(written);
        expect(isWhole(read)).toBe('hidden' in written.model);
      }),
    );
  });

  it('is undefined for the file of another program', () => {
    expect(parseModelMetadata('x', new Map([['format', 'pt']]))).toBeUndefined();
  });

  it.each([
    ['2', JSON.stringify(info), 'x: has version 2; this program reads version 1.'],
    ['1', '{', 'x: is damaged: its metadata does not say which network it holds.'],
    ['1', JSON.stringify({ ...info, fps: 0 }), "x: is damaged: in its metadata 'fps' must"],
    ['1', JSON.stringify({ ...info, model: { ...options, bins: 1 } }), 'x: is damaged: '],
    ['1', 'null', 'x: is damaged: '],
  ])('of version %s, %s, is refused', (version, text, message) => {
    const metadata = new Map([
      ['ssvaerr', version],
      ['info', text],
    ]);
    expect(() => parseModelMetadata('x', metadata)).toThrow(FileError);
    expect(() => parseModelMetadata('x', metadata)).toThrow(message);
  });
});

describe('files that are refused', () => {
  const one = new Map([['w', fromValues([1], Float32Array.of(1))]]);
  it('of another program', async () => {
    writeFileSync(at('foreign.safetensors'), writeSafetensors(one));
    await expect(readWeights(at('foreign.safetensors'))).rejects.toThrow(
      'foreign.safetensors: was not written by ssvaerr. Convert weights of PyTorch with ssvaerr import first.',
    );
  });

  it('that do not fit: no weight is set', () => {
    const network = makeNetwork(options, { seed: 5 });
    const before = network.forward(clip).dataSync();
    expect(() => assignWeights('x', network, one)).toThrow('x: does not fit the network: ');
    expect(network.forward(clip).dataSync()).toEqual(before);
  });

  it('that do not exist', async () => {
    await expect(loadTrained(at('none'))).rejects.toThrow('none: does not exist.');
  });
});

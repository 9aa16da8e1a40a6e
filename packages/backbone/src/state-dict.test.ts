import { readFileSync } from 'node:fs';
import { expectNoLeak, golden } from '@ssvaerr/testing';
import {
  canonicalStateDict,
  findStateDict,
  fromValues,
  readSafetensors,
  readTorchCheckpoint,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { stem } from './_stem.ts';
import { trunk } from './_trunk.ts';
import { DownstreamModel, Encoder, loadStateDict, toStateDict } from './index.ts';

const file = (path: string) =>
  readFileSync(new URL(`../../../fixtures/golden/${path}`, import.meta.url));
const checkpoint = (path: string) =>
  canonicalStateDict(findStateDict(readTorchCheckpoint(file(path))));

afterEach(() => tf.disposeVariables());

describe('loadStateDict', () => {
  it.each([
    ['10_checkpoint_w3/bare.pth', 3, 'relu'],
    ['10_checkpoint_w2/legacy.pth', 2, 'relu'],
    ['10_checkpoint_w2/nested_module.pth', 2, 'relu'],
    ['10_checkpoint_w1/netG.pth', 1, 'relu'],
    ['10_checkpoint_w1/dino.pth', 1, 'relu'],
    ['10_checkpoint_w1/auto_avsr.pth', 1, 'relu'],
    ['10_checkpoint_w1/vsr_multi.pth', 1, 'relu'],
    ['10_checkpoint_prelu/bare.pth', 1, 'prelu'],
  ] as const)('%s gives the features that PyTorch gets from it', (path, width, activation) => {
    const encoder = new Encoder({ width, activation, seed: 1 });
    const { missing, mismatched } = loadStateDict(encoder, checkpoint(path));
    expect([missing, mismatched]).toEqual([[], []]);

    // The case's frames have 24 pixels, fewer than `forward` takes: hence the parts of it.
    const { tensor } = golden(path.split('/')[0]!);
    const clip = tf.transpose(tensor('input.clip').toTensor<tf.Rank.R5>(), [0, 2, 3, 4, 1]);
    const pass = { variables: encoder.variables, activation, training: false };
    const expected = tensor('output.eval.features');
    const features = tf.reshape(trunk(stem(clip, pass), pass), [...expected.shape]);
    expect(features).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  it('reports unused tensors, and takes any dtype', () => {
    const encoder = new Encoder({ width: 2, seed: 1 });
    const found = checkpoint('10_checkpoint_w2/legacy.pth');
    found.set('conformer.weight', fromValues([1], Float32Array.of(1)));
    found.set('frontend3D.1.bias', fromValues([2], Float64Array.of(0.5, -0.25)));
    const { matched, unexpected } = loadStateDict(encoder, found);
    expect(matched.length).toBe(Object.keys(encoder.variables).length);
    expect(unexpected).toEqual(['conformer.weight']);
    expect(encoder.variables['frontend3D.1.bias']).toBeAllclose([0.5, -0.25]);
  });

  it('sets nothing, and says what does not fit, when a weight is missing or of another shape', async () => {
    const encoder = new Encoder({ width: 2, seed: 1 });
    const before = await toStateDict(encoder);
    const found = new Map(before);
    found.delete('trunk.layer4.1.bn2.bias');
    expect(() => loadStateDict(encoder, found)).toThrow(
      "loadStateDict: 'stateDict' must hold 'trunk.layer4.1.bn2.bias', got none.",
    );
    found.delete('trunk.layer4.1.bn2.weight');
    expect(() => loadStateDict(encoder, found)).toThrow('got none, and 1 more do not fit.');
    expect(() => loadStateDict(encoder, checkpoint('10_checkpoint_w3/bare.pth'))).toThrow(
      "loadStateDict: 'frontend3D.0.weight' must have shape [2,1,5,7,7], got [3,1,5,7,7], and 99 more do not fit.",
    );
    expect(await toStateDict(encoder)).toEqual(before);
  });

  it('leaks nothing', () => {
    const encoder = new Encoder({ width: 1, seed: 1 });
    const found = checkpoint('10_checkpoint_w1/netG.pth');
    expectNoLeak(() => {
      loadStateDict(encoder, found);
      return [];
    });
  });
});

describe('toStateDict', () => {
  it('gives back a checkpoint to the bit', async () => {
    const encoder = new Encoder({ width: 2, seed: 1 });
    const found = checkpoint('10_checkpoint_w2/nested_module.pth');
    loadStateDict(encoder, found);
    expect(sorted(await toStateDict(encoder))).toEqual(sorted(found));
  });

  it('moves a whole model through a file: the same weights, the same output, the same bytes', async () => {
    const options = { width: 1, hidden: 3 };
    const [first, second] = [1, 2].map((seed) => new DownstreamModel({ ...options, seed }));
    const bytes = writeSafetensors(await toStateDict(first!));
    loadStateDict(second!, readSafetensors(bytes).tensors);
    const clip = tf.randomUniform<tf.Rank.R5>([1, 2, 33, 33, 1], -1, 1, 'float32', 5);
    expect(second!.forward(clip).dataSync()).toEqual(first!.forward(clip).dataSync());
    expect(writeSafetensors(await toStateDict(second!))).toEqual(bytes);
  });

  it("has PyTorch's shapes: [out, in, ...]", async () => {
    const model = new DownstreamModel({ width: 1, hidden: 3, seed: 1 });
    const shapes = [...(await toStateDict(model))].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toMatchObject({
      'frontend3D.0.weight': [1, 1, 5, 7, 7],
      'trunk.layer2.0.conv1.weight': [2, 1, 3, 3],
      'trunk.layer2.0.downsample.0.weight': [2, 1, 1, 1],
      'gru.gru.weight_ih_l0': [9, 8],
      'gru.gru.weight_hh_l1_reverse': [9, 3],
      'gru.fc.weight': [42, 6],
      'gru.fc.bias': [42],
    });
  });

  it('copies', async () => {
    const encoder = new Encoder({ width: 1, seed: 1 });
    const stored = (await toStateDict(encoder)).get('frontend3D.1.weight')!;
    encoder.variables['frontend3D.1.weight']!.assign(tf.tensor1d([7]));
    expect([...toFloat32(stored)]).toEqual([1]);
  });
});

const sorted = (stateDict: ReadonlyMap<string, StoredTensor>) =>
  [...stateDict]
    .map(([name, { shape, bytes }]) => ({ name, shape: [...shape], bytes: [...bytes] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

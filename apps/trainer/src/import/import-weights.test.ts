import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DownstreamModel, Encoder, toStateDict } from '@ssvaerr/backbone';
import { golden } from '@ssvaerr/testing';
import {
  fromValues,
  readSafetensors,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '@ssvaerr/weights';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Values } from '../export/graph-encoder.ts';
import { graphNetwork } from '../export/graph-network.ts';
import { loadTrained } from '../runs/checkpoint.ts';
import { initialize } from '../runs/initialize.ts';
import { type ImportOptions, importWeights } from './import-weights.ts';

const root = mkdtempSync(join(tmpdir(), 'import-'));
const at = (name: string) => join(root, name);
const fixture = (path: string) =>
  fileURLToPath(new URL(`../../../../fixtures/golden/10_checkpoint_${path}`, import.meta.url));

const options: ImportOptions = { network: 'student', mean: 0, std: 1, size: 48, fps: 30 };

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());
afterAll(() => rmSync(root, { recursive: true }));

/** Written, and read by what `train --init`, `export` and `embed` read with. */
async function written(name: string, bytes: Uint8Array) {
  writeFileSync(at(name), bytes);
  return loadTrained(at(name));
}

describe('a checkpoint of the family', () => {
  it.each([
    ['w1/auto_avsr.pth', 'swish', ['proj_encoder.weight']],
    ['w1/vsr_multi.pth', 'swish', ['decoder.x']],
    ['w1/dino.pth', 'relu', []],
    ['w1/netG.pth', 'relu', []],
    ['w1/legacy_nested.pth', 'relu', []],
    ['w2/legacy.pth', 'relu', []],
    ['w2/nested_module.pth', 'relu', []],
    ['w3/bare.pth', 'relu', []],
    ['w3/twin.safetensors', 'relu', []],
    ['prelu/bare.pth', 'prelu', []],
  ])('%s: every tensor, to the bit, and activation %s', async (path, activation, unexpected) => {
    const { kind, info, match, bytes, warnings } = await importWeights(fixture(path), options);
    expect(kind).toBe('encoder');
    expect(info.model).toEqual({ width: Number(/\d/.exec(path)?.[0] ?? 1), activation });
    expect(info).toMatchObject({ pixel: { mean: 0, std: 1 }, height: 48, width: 48, fps: 30 });
    expect({ ...match, matched: [] }).toEqual({ matched: [], missing: [], unexpected, mismatched: [] }); // biome-ignore format: one line

    const twin = readSafetensors(readFileSync(fixture(`${path.split('/')[0]}/twin.safetensors`)));
    const { tensors } = readSafetensors(bytes);
    expect(tensors.size).toBe(match.matched.length);
    for (const [name, tensor] of tensors) {
      expect(toFloat32(tensor), name).toEqual(toFloat32(twin.tensors.get(name)!));
    }
    expect(warnings.some((line) => line.includes('mouths, not faces'))).toBe(true);
    expect(warnings.some((line) => line.includes('licence'))).toBe(true);
    expect(warnings.some((line) => line.startsWith('activation taken as'))).toBe(
      activation !== 'prelu',
    );
    const { model, encoder } = await written('one.safetensors', bytes);
    expect([model, encoder.config.activation]).toEqual([null, activation]);
  });

  it.each([
    ['w1/netG.pth', 'w1'],
    ['w2/legacy.pth', 'w2'],
    ['w3/bare.pth', 'w3'],
    ['prelu/bare.pth', 'prelu'],
  ])("%s: the features are PyTorch's", async (path, name) => {
    const { bytes } = await importWeights(fixture(path), options);
    const { encoder } = await written('features.safetensors', bytes);
    const values: Values = Object.fromEntries(
      Object.entries(encoder.variables).map(([name, variable]) => {
        const values = variable.dataSync() as Float32Array;
        return [name, { shape: variable.shape, values }];
      }),
    );
    // Frames of 24 x 24, fewer than an encoder takes; the exported graph takes any.
    const reference = golden(`10_checkpoint_${name}`);
    const clip = reference.tensor('input.clip');
    const [batch, , time, height, width] = clip.shape as [number, number, number, number, number];
    const pixel = { mean: 0, std: 1 };
    const { activation } = encoder.config;
    const graph = graphNetwork({ values, activation, pixel, height, width, head: null });
    const { json, weights } = graph.finish('w', {});
    const { weightsManifest, ...artifacts } = JSON.parse(json);
    const weightSpecs = weightsManifest[0].weights;
    const weightData = weights.buffer as ArrayBuffer;
    const loaded = await tf.loadGraphModel(
      tf.io.fromMemory({ ...artifacts, weightSpecs, weightData }),
    );
    const input = tf.tensor5d(clip.data as Float32Array, [batch, time, height, width, 1]);
    const features = loaded.execute({ clip: input }, 'features') as tf.Tensor;
    const wanted = reference.tensor('output.eval.features');
    expect(features.dataSync() as Float32Array).toBeAllclose(wanted.data as Float32Array, {
      atol: wanted.atol,
    });
    loaded.dispose();
  });

  it('takes the teacher of DINO if it is asked to', async () => {
    const file = fixture('w1/dino.pth');
    const [student, teacher] = [
      await importWeights(file, options),
      await importWeights(file, { ...options, network: 'teacher' }),
    ];
    const weight = ({ bytes }: { bytes: Uint8Array }) =>
      toFloat32(readSafetensors(bytes).tensors.get('frontend3D.0.weight')!);
    expect(weight(teacher)).toEqual(weight(student).map((x) => x + 1));
  });

  it('starts a training: train --init', async () => {
    const { bytes } = await importWeights(fixture('w2/legacy.pth'), options);
    writeFileSync(at('init.safetensors'), bytes);
    const pixel = { mean: 0.4, std: 0.2 };
    const encoder = new Encoder({ width: 2, seed: 1 });
    await initialize(encoder, at('init.safetensors'), pixel);
    const { tensors } = readSafetensors(readFileSync(fixture('w2/twin.safetensors')));
    const wanted = toFloat32(tensors.get('frontend3D.1.running_mean')!);
    expect(encoder.variables['frontend3D.1.running_mean']!.dataSync()).toEqual(wanted);
    const other = new Encoder({ width: 2, activation: 'swish', seed: 1 });
    await expect(initialize(other, at('init.safetensors'), pixel)).rejects.toThrow(
      'was trained with activation relu, not swish: --activation relu.',
    );
    await expect(initialize(encoder, at('init.safetensors'), 'frame')).rejects.toThrow(
      'was trained with normalize set, not frame: --normalize set.',
    );
  });

  it('is what it is told to be', async () => {
    const imported = await importWeights(fixture('w1/auto_avsr.pth'), {
      ...options,
      activation: 'relu',
    });
    expect(imported.info.model.activation).toBe('relu');
    expect(imported.warnings.some((line) => line.startsWith('activation taken as'))).toBe(false);
    const prelu = await importWeights(fixture('prelu/bare.pth'), {
      ...options,
      activation: 'relu',
    });
    expect(prelu.warnings[0]).toBe('the weights have slopes of PReLU, which relu leaves unused.');
    expect(prelu.match.unexpected).toContain('frontend3D.2.weight');
  });
});

describe('a whole network', () => {
  const stateDict = async () => {
    const model = new DownstreamModel({ width: 2, hidden: 3, bins: 4, seed: 1 });
    return new Map(await toStateDict(model));
  };
  const store = (name: string, tensors: ReadonlyMap<string, StoredTensor>) => {
    writeFileSync(at(name), writeSafetensors(tensors));
    return at(name);
  };

  it('comes with its GRU, whatever else is there', async () => {
    const tensors = await stateDict();
    const wanted = tensors.get('gru.gru.weight_hh_l1_reverse')!;
    tensors.set('gru2.fc.bias', fromValues([1], Float32Array.of(1))); // of the authors' code, unused
    const imported = await importWeights(store('whole.safetensors', tensors), options);
    expect(imported.kind).toBe('network');
    expect(imported.info.model).toEqual({ width: 2, hidden: 3, bins: 4, activation: 'relu' });
    expect(imported.match.unexpected).toEqual(['gru2.fc.bias']);
    const { model } = await written('whole-imported.safetensors', imported.bytes);
    const values = Array.from(toFloat32(wanted));
    const variable = model!.variables['gru.gru.weight_hh_l1_reverse']!;
    expect(tf.transpose(variable).dataSync()).toEqual(Float32Array.from(values));
  });

  it('gives its encoder if the rest is of another kind', async () => {
    const tensors = await stateDict();
    tensors.delete('gru.gru.weight_hh_l1_reverse');
    const { kind, match } = await importWeights(store('cut.safetensors', tensors), options);
    expect(kind).toBe('encoder');
    expect(match.unexpected).toContain('gru.fc.bias');
  });

  it('in half precision is widened', async () => {
    const tensors = await stateDict();
    const half: StoredTensor = { dtype: 'F16', shape: [2], bytes: Uint8Array.of(0, 0x3c, 0, 0xc0) };
    tensors.set('frontend3D.1.bias', half);
    const { bytes } = await importWeights(store('half.safetensors', tensors), options);
    const bias = readSafetensors(bytes).tensors.get('frontend3D.1.bias')!;
    expect([bias.dtype, ...toFloat32(bias)]).toEqual(['F32', 1, -2]);
  });

  it('with something missing is refused, and the match says what', async () => {
    const tensors = await stateDict();
    tensors.delete('trunk.layer4.1.bn2.bias');
    tensors.set('trunk.layer1.0.bn1.bias', fromValues([3], new Float32Array(3)));
    const refused = importWeights(store('incomplete.safetensors', tensors), options);
    await expect(refused).rejects.toThrow(
      "incomplete.safetensors: is no whole encoder: 1 tensors are missing and 1 have another shape, 'trunk.layer4.1.bn2.bias' for one. See the table above.",
    );
    await expect(refused).rejects.toMatchObject({
      match: { missing: ['trunk.layer4.1.bn2.bias'], mismatched: [{ found: [3] }] },
    });
  });
});

describe('what import refuses', () => {
  const file = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(at(name), bytes);
    return at(name);
  };

  it.each<[string, () => string, string]>([
    ['a file that is not there', () => at('nowhere.pth'), 'nowhere.pth: is not there.'],
    ['a folder', () => root, 'cannot be read.'],
    ['an empty file', () => file('empty.pth', ''), 'empty.pth: '],
    ['a text', () => file('notes.pth', 'hello, this is no checkpoint'), 'notes.pth: '],
    [
      'a cut file',
      () => file('cut.pth', readFileSync(fixture('w1/netG.pth')).subarray(0, 9000)),
      'cut.pth: ',
    ],
    [
      'a file that claims to be ours',
      () => {
        const metadata = new Map([['ssvaerr', '1']]).set('info', '{}');
        return file('claim.safetensors', writeSafetensors(new Map(), metadata));
      },
      'claim.safetensors: it does not say which network it holds.',
    ],
    [
      'other networks',
      () => fixture('tricky/tricky.pth'),
      'holds no encoder: no frontend3D.0.weight among its 21 tensors (shared_a, shared_b, strided, …).',
    ],
  ])('%s', async (_, path, message) => {
    const refused = importWeights(path(), options);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ name: 'UserError' });
  });

  it('never runs code: a pickle that calls is refused by name', async () => {
    // cos\nsystem\n(S'true'\ntR. of protocol 0
    const pickle = file('evil.pth', "cos\nsystem\n(S'true'\ntR.");
    await expect(importWeights(pickle, options)).rejects.toThrow('evil.pth: ');
  });
});

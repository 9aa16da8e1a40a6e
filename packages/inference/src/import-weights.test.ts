import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DownstreamModel, type Encoder, toStateDict } from '@ssvaerr/backbone';
import { UserError } from '@ssvaerr/host';
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
import { type ImportOptions, importWeights } from './import-weights.ts';
import { loadTrained } from './trained.ts';

const root = mkdtempSync(join(tmpdir(), 'import-'));
const at = (name: string) => join(root, name);
const fixture = (path: string) =>
  fileURLToPath(new URL(`../../../fixtures/golden/10_checkpoint_${path}`, import.meta.url));

const options: ImportOptions = { network: 'student', mean: 0, std: 1, size: 48, fps: 30 };

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());
afterAll(() => rmSync(root, { recursive: true }));

/** Written, and read by what `train --init`, `export` and `embed` read with. */
async function written(name: string, bytes: Uint8Array) {
  writeFileSync(at(name), bytes);
  return loadTrained(at(name));
}

/**
 * The encoder in plain operations of TF.js, with PyTorch's paddings: the reference has frames of 24 x 24, fewer
 * pixels than the package takes.
 */
function featuresOf({ variables, config: { activation } }: Encoder, clip: tf.Tensor5D): tf.Tensor {
  const of = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T;
  const norm = (x: tf.Tensor4D, at: string) => {
    const [mean, variance, bias, weight] = ['running_mean', 'running_var', 'bias', 'weight'].map(
      (name) => of<tf.Tensor1D>(`${at}.${name}`),
    );
    return tf.batchNorm(x, mean!, variance!, bias, weight, 1e-5) as tf.Tensor4D;
  };
  const active = (x: tf.Tensor4D, at: string): tf.Tensor4D =>
    activation === 'prelu' ? tf.prelu(x, of(`${at}.weight`)) : tf.relu(x);
  const convolved = (x: tf.Tensor4D, at: string, stride: number) => {
    const weight = of<tf.Tensor4D>(`${at}.weight`);
    return tf.conv2d(x, weight, stride, (weight.shape[0] - 1) / 2);
  };

  const padded = tf.pad(clip, [[0, 0], [2, 2], [3, 3], [3, 3], [0, 0]]); // biome-ignore format: one line
  const stem = tf.conv3d(padded, of<tf.Tensor5D>('frontend3D.0.weight'), [1, 2, 2], 'valid');
  const [batch, time, ...image] = stem.shape;
  const frames: tf.Tensor4D = tf.reshape(stem, [batch * time, ...image]);
  let x = tf.maxPool(active(norm(frames, 'frontend3D.1'), 'frontend3D.2'), 3, 2, 1);
  for (let i = 0; i < 8; i++) {
    const at = `trunk.layer${Math.floor(i / 2) + 1}.${i % 2}`;
    const stride = i % 2 === 0 && i > 0 ? 2 : 1;
    const first = norm(convolved(x, `${at}.conv1`, stride), `${at}.bn1`);
    const y = norm(convolved(active(first, `${at}.relu1`), `${at}.conv2`, 1), `${at}.bn2`);
    if (stride === 2) {
      x = norm(convolved(x, `${at}.downsample.0`, 2), `${at}.downsample.1`);
    }
    x = active(tf.add(x, y), `${at}.relu2`);
  }
  return tf.reshape(tf.mean(x, [1, 2]), [batch, time, -1]);
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
    expect(warnings.some((line) => line.includes('does not state the activation'))).toBe(
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
    const reference = golden(`10_checkpoint_${name}`);
    const clip = reference.tensor('input.clip');
    const [batch, , time, height, width] = clip.shape as [number, number, number, number, number];
    const input = tf.tensor5d(clip.data as Float32Array, [batch, time, height, width, 1]);
    const features = featuresOf(encoder, input);
    const wanted = reference.tensor('output.eval.features');
    expect(features.dataSync() as Float32Array).toBeAllclose(wanted.data as Float32Array, {
      atol: wanted.atol,
    });
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

  it('is what it is told to be', async () => {
    const imported = await importWeights(fixture('w1/auto_avsr.pth'), {
      ...options,
      activation: 'relu',
    });
    expect(imported.info.model.activation).toBe('relu');
    expect(imported.warnings.some((line) => line.includes('does not state the activation'))).toBe(
      false,
    );
    const prelu = await importWeights(fixture('prelu/bare.pth'), {
      ...options,
      activation: 'relu',
    });
    expect(prelu.warnings[0]).toBe('the weights contain slopes of PReLU, which relu does not use.');
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
      "incomplete.safetensors: does not hold a whole encoder. Missing tensors: 1; tensors of another shape: 1; the first is 'trunk.layer4.1.bn2.bias'.",
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
    ['a file that is not there', () => at('nowhere.pth'), 'nowhere.pth: does not exist.'],
    ['a folder', () => root, 'is a folder'],
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
      'claim.safetensors: is damaged',
    ],
    [
      'other networks',
      () => fixture('tricky/tricky.pth'),
      'holds no encoder: no frontend3D.0.weight among its 21 tensors (shared_a, shared_b, strided, …).',
    ],
  ])('%s', async (_, path, message) => {
    const refused = importWeights(path(), options);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(UserError);
  });

  it('never runs code: a pickle that calls is refused by name', async () => {
    // cos\nsystem\n(S'true'\ntR. of protocol 0
    const pickle = file('evil.pth', "cos\nsystem\n(S'true'\ntR.");
    await expect(importWeights(pickle, options)).rejects.toThrow('evil.pth: ');
  });
});

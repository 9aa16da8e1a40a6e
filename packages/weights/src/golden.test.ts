import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type CheckpointValue,
  canonicalStateDict,
  findStateDict,
  fromValues,
  isStoredTensor,
  matchStateDict,
  readSafetensors,
  readTorchCheckpoint,
  type StoredTensor,
  toValues,
} from './index.ts';

const file = (path: string) =>
  readFileSync(new URL(`../../../fixtures/golden/10_checkpoint_${path}`, import.meta.url));
const twin = (name: string) => readSafetensors(file(`${name}/twin.safetensors`)).tensors;

/** Bit for bit, in the same order of names. */
function expectSame(
  actual: ReadonlyMap<string, StoredTensor>,
  expected: ReadonlyMap<string, StoredTensor>,
) {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { dtype, shape, bytes }] of expected) {
    const found = actual.get(name)!;
    expect([name, found.dtype, found.shape]).toEqual([name, dtype, shape]);
    expect(Buffer.compare(found.bytes, bytes), name).toBe(0);
  }
}

const at = (value: CheckpointValue | undefined, key: string) => {
  expect(value).toBeInstanceOf(Map);
  return (value as ReadonlyMap<string, CheckpointValue>).get(key);
};

describe('checkpoints of the family, written by PyTorch 1.13', () => {
  /** What the twin's names became in the file, and what else the file's dict holds. */
  const cases: readonly [string, (name: string) => string, string[]?][] = [
    ['prelu/bare.pth', (name) => name],
    ['w1/auto_avsr.pth', (name) => `frontend.${name}`, ['proj_encoder.weight']],
    ['w1/dino.pth', (name) => `module.backbone.${name}`],
    ['w1/legacy_nested.pth', (name) => `module.${name}`],
    ['w1/netG.pth', (name) => name],
    ['w1/vsr_multi.pth', (name) => `encoder.frontend.${name}`, ['decoder.x']],
    ['w2/legacy.pth', (name) => name],
    ['w2/nested_module.pth', (name) => `module.${name}`],
    ['w3/bare.pth', (name) => name],
  ];

  it.each(cases)('%s equals its twin to the bit', (path, rename, extra = []) => {
    const expected = twin(path.split('/')[0]!);
    const found = findStateDict(readTorchCheckpoint(file(path)));
    const renamed = new Map([...expected].map(([name, tensor]) => [rename(name), tensor]));
    for (const name of extra) renamed.set(name, found.get(name)!);
    expectSame(found, renamed);
  });

  it.each(cases)('%s has canonical names that match the model', (path, _, extra = []) => {
    const expected = canonicalStateDict(twin(path.split('/')[0]!));
    const found = canonicalStateDict(findStateDict(readTorchCheckpoint(file(path))));
    const shapes = Object.fromEntries([...expected].map(([name, { shape }]) => [name, shape]));
    expect(matchStateDict(found, shapes)).toEqual({
      matched: [...expected.keys()].sort(),
      missing: [],
      unexpected: extra,
      mismatched: [],
    });
    for (const name of expected.keys()) expect(name).toMatch(/^(frontend3D|trunk)\./);
    expect(expected.size).toBeLessThan(twin(path.split('/')[0]!).size); // the counters are gone
  });

  it('w1/dino.pth: the teacher is the student + 1', () => {
    const checkpoint = readTorchCheckpoint(file('w1/dino.pth'));
    const student = canonicalStateDict(findStateDict(checkpoint));
    const teacher = canonicalStateDict(findStateDict(checkpoint, { network: 'teacher' }));
    expect([...teacher.keys()]).toEqual([...student.keys()]);
    for (const [name, tensor] of teacher) {
      const expected = (toValues(student.get(name)!) as Float32Array).map((value) => value + 1);
      expect(toValues(tensor)).toEqual(expected);
    }
  });

  it('keeps what is beside the weights', () => {
    const dino = readTorchCheckpoint(file('w1/dino.pth'));
    expect(at(dino, 'epoch')).toBe(7);
    const group = (at(at(dino, 'optimizer'), 'param_groups') as CheckpointValue[])[0];
    expect(at(group, 'lr')).toBe(0.001);
    expect(at(group, 'betas')).toEqual([0.9, 0.999]);
    expect(at(group, 'amsgrad')).toBe(false);

    const nested = readTorchCheckpoint(file('w2/nested_module.pth'));
    expect(at(nested, 'loss')).toBe(0.25);
    expect(at(nested, 'args')).toEqual(
      new Map<string, CheckpointValue>([
        ['name', 'bäckbone'],
        ['lr', 3e-4],
        ['list', [1, 2.5, null, true]],
      ]),
    );
  });
});

describe('tricky tensors: views, strides, types, scalars, empty ones', () => {
  /** The twin widens half and bfloat16 to F32, int8 and int16 to I32, and calls bool U8. */
  const asTwin = (tensor: StoredTensor): StoredTensor => {
    const { dtype, shape } = tensor;
    if (dtype === 'F16' || dtype === 'BF16') return fromValues(shape, toValues(tensor));
    if (dtype === 'I8' || dtype === 'I16') {
      return fromValues(shape, Int32Array.from(toValues(tensor) as Int16Array));
    }
    return dtype === 'BOOL' ? { ...tensor, dtype: 'U8' } : tensor;
  };

  it.each(['tricky.pth', 'tricky_legacy.pth', 'tricky_protocol4.pth', 'tricky_nested.pth'])(
    '%s equals its twin to the bit',
    (name) => {
      const checkpoint = readTorchCheckpoint(file(`tricky/${name}`));
      const dict =
        name === 'tricky_nested.pth' ? at(at(checkpoint, 'nested'), 'deeper') : checkpoint;
      const found = findStateDict(dict!);
      const dtypes = ['half', 'bfloat16', 'double', 'int64', 'int32', 'int16', 'int8', 'uint8'];
      expect([...dtypes, 'bool'].map((key) => found.get(key)!.dtype).join()).toBe(
        'F16,BF16,F64,I64,I32,I16,I8,U8,BOOL',
      );
      const twinned = new Map([...found].map(([key, tensor]) => [key, asTwin(tensor)]));
      expectSame(twinned, twin('tricky'));
    },
  );

  it('reads plain values', () => {
    const checkpoint = readTorchCheckpoint(file('tricky/tricky_nested.pth')) as Map<string, never>;
    checkpoint.delete('nested');
    expect(checkpoint).toEqual(
      new Map<string, CheckpointValue>([
        ['plain', [1, 'two', 3, null, true, [4, 5], new Map([['six', 6]])]],
        ['size', [2, 3]],
        ['dtype', { named: 'torch.float32' }],
        ['big', 2n ** 70n],
        ['neg', -5],
        ['unicode', 'αβ'],
        ['bytes', new Uint8Array([0, 255])],
        ['set', [1, 2]],
      ]),
    );
  });

  it('reads a file that is one tensor', () => {
    const tensor = readTorchCheckpoint(file('tricky/single_tensor.pth'));
    expect(isStoredTensor(tensor)).toBe(true);
    expect(tensor).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    expect(toValues(tensor as StoredTensor)).toEqual(new Float32Array([0, 1, 2, 3, 4, 5]));
  });

  it('reads an ArrayBuffer, and a file that lies at an odd place in memory', () => {
    const expected = findStateDict(readTorchCheckpoint(file('tricky/tricky.pth')));
    const bytes = new Uint8Array(file('tricky/tricky.pth'));
    expectSame(findStateDict(readTorchCheckpoint(bytes.buffer)), expected);
    const odd = new Uint8Array(bytes.length + 3).subarray(3);
    odd.set(bytes);
    expectSame(findStateDict(readTorchCheckpoint(odd)), expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  type CheckpointValue,
  canonicalStateDict,
  findStateDict,
  formatStateDictMatch,
  fromValues,
  matchStateDict,
  type StoredTensor,
} from './index.ts';

const tensor = (...shape: number[]) =>
  fromValues(shape, new Float32Array(shape.reduce((product, size) => product * size, 1)));
const dict = (...entries: [CheckpointValue, CheckpointValue][]) => new Map(entries);
const weights = dict(['w', tensor(1)]);
const others = dict(['other', tensor(2)]);

describe('findStateDict', () => {
  it.each(['netG', 'state_dict', 'student', 'model_state_dict'])('looks under %s', (key) => {
    expect(findStateDict(dict(['epoch', 3], [key, weights]))).toEqual(weights);
    expect(findStateDict(dict([key, weights], ['loss', tensor()]))).toEqual(weights);
  });

  it('looks in the order of the reference, whatever the order of the file', () => {
    const order = ['model_state_dict', 'student', 'state_dict', 'netG'];
    const entries: [CheckpointValue, CheckpointValue][] = [];
    for (const key of order) {
      entries.push([key, dict([key, tensor()])]);
      for (const arrangement of [entries, [...entries].reverse()]) {
        expect([...findStateDict(dict(...arrangement)).keys()]).toEqual([key]);
      }
    }
  });

  it('takes the checkpoint itself, and leaves out entries that are not tensors or have no name', () => {
    const bare = dict(['w', tensor(1)], ['version', 2], [0, tensor()], ['netG', 'no dict']);
    expect(findStateDict(bare)).toEqual(weights);
  });

  it('takes the student of DINO, or the teacher', () => {
    const dino = dict(['teacher', others], ['student', weights]);
    expect(findStateDict(dino)).toEqual(weights);
    expect(findStateDict(dino, { network: 'student' })).toEqual(weights);
    expect(findStateDict(dino, { network: 'teacher' })).toEqual(others);
  });

  it('refuses a checkpoint without tensors', () => {
    const message = (keys: string, got: string) =>
      `findStateDict: checkpoint, expected tensors by name, or a dict of them under ${keys}, got ${got}.`;
    const cases: [CheckpointValue, string][] = [
      [null, 'None'],
      [[tensor()], 'a list'],
      [tensor(2), 'a tensor F32 [2]'],
      ['x\n', "'x\\u{a}'"],
      [dict(), 'a dict'],
      [dict(['state_dict', dict(['epoch', 1])], ['w', tensor()]), 'a dict'],
    ];
    for (const [value, got] of cases) {
      const call = () => findStateDict(value);
      expect(call).toThrow(message('netG, state_dict, student, model_state_dict', got));
      expect(call).toThrow(CheckpointError);
    }
    expect(() => findStateDict(weights, { network: 'teacher' })).toThrow(
      message('teacher', 'a dict'),
    );
    // @ts-expect-error another network
    expect(() => findStateDict(weights, { network: 'ema' })).toThrow(
      new TypeError("findStateDict: 'network' must be 'student' or 'teacher', got 'ema'."),
    );
  });
});

describe('canonicalStateDict', () => {
  const rename = (name: string) => [...canonicalStateDict(new Map([[name, tensor()]])).keys()][0];

  it.each([
    ['frontend3D.0.weight', 'frontend3D.0.weight'],
    ['module.frontend3D.0.weight', 'frontend3D.0.weight'],
    ['module.backbone.trunk.layer1.0.conv1.weight', 'trunk.layer1.0.conv1.weight'],
    ['backbone.trunk.x', 'trunk.x'],
    ['frontend.trunk.x', 'trunk.x'],
    ['encoder.frontend.frontend3D.0.weight', 'frontend3D.0.weight'],
    ['module.encoder.frontend.trunk.x', 'trunk.x'],
    ['encoder.trunk.x', 'trunk.x'],
    ['module.gru.gru.weight_ih_l0', 'gru.gru.weight_ih_l0'],
    ['module.head.mlp.0.weight', 'head.mlp.0.weight'],
    // Not the visual front end: kept.
    ['encoder.encoders.0.norm.weight', 'encoder.encoders.0.norm.weight'],
    ['aux_encoder.frontend.trunk.x', 'aux_encoder.frontend.trunk.x'],
    ['frontend.proj.weight', 'frontend.proj.weight'],
    ['trunk.module.x', 'trunk.module.x'],
    ['my.backbone.trunk.x', 'my.backbone.trunk.x'],
    ['modules.trunk.x', 'modules.trunk.x'],
    ['frontend3Dx', 'frontend3Dx'],
  ])('%s becomes %s', (name, expected) => {
    expect(rename(name)).toBe(expected);
  });

  it('drops the counters, and only them', () => {
    const names = [
      'bn.num_batches_tracked',
      'num_batches_tracked',
      'my_num_batches_tracked',
      'num_batches_tracked.x',
    ];
    const found = canonicalStateDict(new Map(names.map((name) => [name, tensor()])));
    expect([...found.keys()]).toEqual(['my_num_batches_tracked', 'num_batches_tracked.x']);
  });

  it('changes nothing when done twice, and keeps tensors and order', () => {
    const parts = fc.constantFrom(
      'module',
      'backbone',
      'encoder',
      'frontend',
      'trunk',
      'frontend3D',
      'x',
    );
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 6 }), (path) => {
        const before = new Map([[path.join('.'), tensor(1)]]);
        const once = canonicalStateDict(before);
        expect([...once.values()]).toEqual([...before.values()]);
        expect(canonicalStateDict(once)).toEqual(once);
      }),
    );
  });

  it('refuses two tensors of one name', () => {
    const both = new Map([
      ['module.trunk.x', tensor()],
      ['trunk.x', tensor()],
    ]);
    expect(() => canonicalStateDict(both)).toThrow(
      "canonicalStateDict: names without prefixes, expected unique names, got 'trunk.x' twice.",
    );
  });
});

describe('matchStateDict', () => {
  const found = new Map<string, StoredTensor>([
    ['b', tensor(2, 3)],
    ['unasked\u001b', tensor(1)],
    ['a', tensor(4)],
    ['c', tensor()],
    ['constructor', tensor()],
  ]);
  const expected = { c: [], long_missing_name: [1], a: [4], b: [3, 2], __missing: [2] };
  const match = matchStateDict(found, expected);

  it('sorts names into four lists', () => {
    expect(match).toEqual({
      matched: ['a', 'c'],
      missing: ['__missing', 'long_missing_name'],
      unexpected: ['constructor', 'unasked\u001b'],
      mismatched: [{ name: 'b', found: [2, 3], expected: [3, 2] }],
    });
  });

  it('puts every name into exactly one list', () => {
    const shapes = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd', '__proto__'),
      fc.array(fc.nat(2), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(shapes, shapes, (have, need) => {
        const { matched, missing, unexpected, mismatched } = matchStateDict(
          new Map(Object.entries(have).map(([name, shape]) => [name, { shape }])),
          need,
        );
        const is = (name: string, list: string[]) => expect(list.includes(name), name);
        const wrong = mismatched.map(({ name }) => name);
        const all = [...matched, ...missing, ...unexpected, ...wrong];
        expect(all.sort()).toEqual(
          [...new Set([...Object.keys(have), ...Object.keys(need)])].sort(),
        );
        for (const name of missing) is(name, Object.keys(have)).toBe(false);
        for (const name of unexpected) is(name, Object.keys(need)).toBe(false);
        for (const name of matched) expect(have[name]).toEqual(need[name]);
        for (const name of wrong) expect(have[name]).not.toEqual(need[name]);
      }),
    );
  });

  it('prints as a table', () => {
    expect(formatStateDictMatch(match).split('\n')).toEqual([
      '2 matched, 2 missing, 2 unexpected, 1 mismatched',
      'missing     __missing',
      'missing     long_missing_name',
      'unexpected  constructor',
      'unexpected  unasked\\u{1b}',
      'mismatched  b                  found [2,3], expected [3,2]',
    ]);
    expect(formatStateDictMatch(matchStateDict(new Map(), {}))).toBe(
      '0 matched, 0 missing, 0 unexpected, 0 mismatched',
    );
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  type DType,
  fromValues,
  readSafetensors,
  type StoredTensor,
  toValues,
  writeSafetensors,
} from './index.ts';

const sizes: Readonly<Record<DType, number>> = {
  ...{ I64: 8, F64: 8, F32: 4, I32: 4, BF16: 2, F16: 2, I16: 2, I8: 1, U8: 1, BOOL: 1 },
};

/** Any dtype, any shape of at most 3 axes (empty ones, too), any bits. */
const storedTensors: fc.Arbitrary<StoredTensor> = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(sizes) as DType[])),
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
  })
  .chain(({ dtype, shape }) => {
    const length = sizes[dtype] * shape.reduce((product, size) => product * size, 1);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ dtype, shape, bytes }));
  });

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '10', '9', 'a.b', '"\\\n', '\ud800', ''),
);
const named = fc
  .uniqueArray(fc.tuple(names, storedTensors), { selector: ([name]) => name, maxLength: 6 })
  .filter((entries) => entries.every(([name]) => name !== '__metadata__'));
const texts = fc.uniqueArray(fc.tuple(names, names), { selector: ([key]) => key, maxLength: 4 });

/** A file with this header text, padded not at all. */
function fileOf(header: string, data = '', length = Buffer.byteLength(header)): Uint8Array {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(length));
  return new Uint8Array(Buffer.concat([prefix, Buffer.from(header), Buffer.from(data, 'latin1')]));
}

const entry = (dtype: string, shape: unknown, begin: unknown, end: unknown) =>
  `{"dtype":"${dtype}","shape":${JSON.stringify(shape)},"data_offsets":[${begin},${end}]}`;

function refusal(file: Uint8Array): string {
  let message = '';
  try {
    readSafetensors(file);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    message = error.message;
    expect(message).toMatch(/^readSafetensors: [\x20-\x7e]{1,400}\.$/);
  }
  return message;
}

describe('writeSafetensors and readSafetensors', () => {
  it('writes the documented bytes', () => {
    const file = writeSafetensors(
      new Map<string, StoredTensor>([
        ['b', { dtype: 'U8', shape: [3], bytes: new Uint8Array([7, 8, 9]) }],
        ['a', fromValues([2, 1], new Float32Array([1, -2]))],
      ]),
      new Map([
        ['width', '64'],
        ['activation', 'relu'],
      ]),
    );
    const header = Buffer.from(file.subarray(8, 8 + 160)).toString();
    expect(header).toBe(
      '{"__metadata__":{"activation":"relu","width":"64"},' +
        '"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},' +
        '"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}' +
        ' ',
    );
    expect([...file.subarray(0, 8)]).toEqual([160, 0, 0, 0, 0, 0, 0, 0]);
    expect([...file.subarray(8 + 160)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 7, 8, 9]);
  });

  it('write nothing as an empty object', () => {
    expect(Buffer.from(writeSafetensors(new Map())).toString()).toBe('\x08\0\0\0\0\0\0\0{}      ');
  });

  it('round trip to the bit', () => {
    fc.assert(
      fc.property(named, texts, (tensors, metadata) => {
        const read = readSafetensors(writeSafetensors(new Map(tensors), new Map(metadata)));
        expect(new Map([...read.tensors].sort())).toEqual(new Map([...tensors].sort()));
        expect(new Map([...read.metadata].sort())).toEqual(new Map([...metadata].sort()));
      }),
      { numRuns: 200 },
    );
  });

  it('give the same bytes whatever the order, and again after a round trip', () => {
    fc.assert(
      fc.property(named, texts, (tensors, metadata) => {
        const file = writeSafetensors(new Map(tensors), new Map(metadata));
        const turned = [new Map([...tensors].reverse()), new Map([...metadata].reverse())] as const;
        expect(Buffer.compare(writeSafetensors(...turned), file)).toBe(0);
        const read = readSafetensors(file);
        expect(Buffer.compare(writeSafetensors(read.tensors, read.metadata), file)).toBe(0);
      }),
    );
  });

  it('align every tensor to its elements', () => {
    fc.assert(
      fc.property(named, (tensors) => {
        for (const { dtype, bytes } of readSafetensors(
          writeSafetensors(new Map(tensors)),
        ).tensors.values()) {
          expect(bytes.byteOffset % sizes[dtype]).toBe(0);
        }
      }),
    );
  });

  it('reads the files of others: any order, unaligned, ArrayBuffer or Buffer', () => {
    const url = new URL(
      '../../../fixtures/golden/10_checkpoint_tricky/twin.safetensors',
      import.meta.url,
    );
    const buffer = readFileSync(url);
    const { tensors, metadata } = readSafetensors(buffer);
    expect([...metadata.keys()]).toEqual(['note']);
    expect(toValues(tensors.get('scalar')!)).toHaveLength(1); // lies at byte 777
    expect(toValues(tensors.get('scalar_int')!)).toBeInstanceOf(BigInt64Array);
    expect(readSafetensors(new Uint8Array(buffer).buffer).tensors).toEqual(tensors);
    const again = readSafetensors(writeSafetensors(tensors, metadata)).tensors;
    expect(new Map([...again].sort())).toEqual(new Map([...tensors].sort()));
  });

  it('does not copy, and does not return a Buffer', () => {
    const file = Buffer.from(
      writeSafetensors(new Map([['x', fromValues([1], new Uint8Array(1))]])),
    );
    const { bytes } = readSafetensors(file).tensors.get('x')!;
    expect(bytes.buffer).toBe(file.buffer);
    expect(Buffer.isBuffer(bytes)).toBe(false);
  });
});

describe('readSafetensors refuses', () => {
  const rest = Object.keys(sizes).join(', ');
  const one = (dtype: string, shape: unknown, begin: unknown, end: unknown, data: string) =>
    fileOf(`{"x":${entry(dtype, shape, begin, end)}}`, data);

  it.each([
    ['no header', new Uint8Array(7), 'header length, expected 8 bytes at byte 0, got 7'],
    ['a header beyond the file', fileOf('{}', '', 3), 'header, expected 3 bytes at byte 8, got 2'],
    [
      'a header beyond the limit',
      fileOf('{}', '', 1e8 + 1),
      'header length, expected at most 100000000, got 100000001',
    ],
    [
      'a header of 2^60',
      fileOf('{}', '', 2 ** 60),
      'header length, expected at most 2^53 - 1, got 1152921504606846976',
    ],
    ['an empty header', fileOf(''), "header, expected '{' first, got ''"],
    ['a list', fileOf('[]'), "header, expected '{' first, got '['"],
    ['a space first', fileOf(' {}'), "header, expected '{' first, got ' '"],
    ['broken JSON', fileOf('{"x"'), "header at character 4, expected ':', got the end"],
    ['two objects', fileOf('{}{}'), "header at character 2, expected the end, got '{}'"],
    ['a trailing comma', fileOf('{"x":1,}'), "header at character 7, expected a key, got '}'"],
    ['an open text', fileOf('{"x'), "header at character 1, expected a string, got '\"x'"],
    [
      'a broken escape',
      fileOf('{"\\q":1}'),
      'header at character 1, expected a string, got \'"\\q":1}\'',
    ],
    ['null', fileOf('{"x":null}'), "header at character 5, expected a value, got 'null}'"],
    ['a negative number', fileOf('{"x":-1}'), "header at character 5, expected a value, got '-1}'"],
    ['a fraction', fileOf('{"x":1.5}'), "header at character 6, expected '}', got '.5}'"],
    [
      'a number with a leading 0',
      fileOf('{"x":01}'),
      "header at character 5, expected an integer <= 2^53 - 1, got '01}'",
    ],
    [
      'a number beyond 2^53',
      one('U8', [9007199254740993n].map(String), 0, '9007199254740993', ''),
      "header at character 66, expected an integer <= 2^53 - 1, got '9007199254740993]}}'",
    ],
    [
      'deep nesting',
      fileOf(`{"x":${'['.repeat(1e6)}`),
      `header at character 7, expected at most 3 nested levels, got '${'['.repeat(20)}'`,
    ],
    [
      'bytes that are not UTF-8',
      new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff]),
      'header, expected UTF-8, got other bytes',
    ],
    [
      'a duplicate',
      fileOf(`{"x":${entry('U8', [0], 0, 0)},"x":${entry('U8', [0], 0, 0)}}`),
      "header keys, expected unique names, got 'x' twice",
    ],
    [
      'a duplicate field',
      fileOf('{"x":{"dtype":"U8","dtype":"U8"}}'),
      "header keys, expected unique names, got 'dtype' twice",
    ],
    [
      'a duplicate behind an escape',
      fileOf('{"x":1,"\\u0078":2}'),
      "header keys, expected unique names, got 'x' twice",
    ],
    [
      'an unknown dtype',
      one('F8_E4M3', [1], 0, 1, '.'),
      `dtype of 'x', expected ${rest}, got 'F8_E4M3'`,
    ],
    [
      'a dtype of the prototype',
      one('constructor', [1], 0, 1, '.'),
      `dtype of 'x', expected ${rest}, got 'constructor'`,
    ],
    [
      'a dtype that is not a string',
      fileOf('{"x":{"dtype":1,"shape":[],"data_offsets":[0,1]}}', '.'),
      `dtype of 'x', expected ${rest}, got a non-string`,
    ],
    [
      'an entry that is not an object',
      fileOf('{"x":5}'),
      "fields of 'x', expected data_offsets, dtype, shape, got a non-object",
    ],
    [
      'a missing field',
      fileOf('{"x":{"dtype":"U8"}}'),
      "fields of 'x', expected data_offsets, dtype, shape, got dtype",
    ],
    [
      'another field',
      fileOf('{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1],"e":1}}', '.'),
      "fields of 'x', expected data_offsets, dtype, shape, got data_offsets, dtype, e, shape",
    ],
    [
      'a shape of texts',
      one('U8', ['1'], 0, 1, '.'),
      "shape of 'x', expected integers with a product <= 2^53 - 1, got another value",
    ],
    [
      'a shape beyond 2^53',
      one('U8', [2 ** 30, 2 ** 30], 0, 1, '.'),
      "shape of 'x', expected integers with a product <= 2^53 - 1, got another value",
    ],
    [
      'one offset',
      fileOf('{"x":{"dtype":"U8","shape":[],"data_offsets":[0]}}'),
      "data_offsets of 'x', expected two integers, got another value",
    ],
    [
      'three offsets',
      fileOf('{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1,2]}}'),
      "data_offsets of 'x', expected two integers, got another value",
    ],
    [
      'too few bytes',
      one('F32', [2], 0, 4, '....'),
      "data_offsets of 'x', expected 8 bytes for F32 [2], got [0, 4]",
    ],
    [
      'too many bytes',
      one('I64', [], 0, 9, '.........'),
      "data_offsets of 'x', expected 8 bytes for I64 [], got [0, 9]",
    ],
    [
      'an end before the begin',
      one('U8', [1], 1, 0, '.'),
      "data_offsets of 'x', expected 1 bytes for U8 [1], got [1, 0]",
    ],
    [
      'data beyond the file',
      one('U8', [3], 0, 3, '..'),
      "data of 'x', expected 3 bytes at byte 61, got 2",
    ],
    ['a gap before', one('U8', [1], 1, 2, '..'), "data of 'x', expected begin 0, got 1"],
    [
      'trailing bytes',
      one('U8', [1], 0, 1, '..'),
      'data, expected no bytes after the last tensor, got 1',
    ],
    ['bytes of nothing', fileOf('{}', '.'), 'data, expected no bytes after the last tensor, got 1'],
    [
      'metadata that is text',
      fileOf('{"__metadata__":"x"}'),
      '__metadata__, expected an object of strings, got another value',
    ],
    [
      'metadata that is a number',
      fileOf('{"__metadata__":{"x":1}}'),
      "__metadata__, expected an object of strings, got a non-string at 'x'",
    ],
  ])('%s', (_, file, message) => {
    expect(refusal(file)).toBe(`readSafetensors: ${message}.`);
  });

  it.each([
    ['a gap between', [0, 1], [2, 3], 1],
    ['an overlap', [0, 2], [1, 3], 2],
    ['the same place', [0, 2], [0, 2], 2],
  ])('%s', (_, a, b, begin) => {
    const file = fileOf(
      `{"a":${entry('U8', [a[1]! - a[0]!], a[0], a[1])},"b":${entry('U8', [b[1]! - b[0]!], b[0], b[1])}}`,
      '...',
    );
    expect(refusal(file)).toBe(
      `readSafetensors: data of 'b', expected begin ${begin}, got ${b[0]}.`,
    );
  });

  it('names with control characters without printing them', () => {
    expect(refusal(fileOf('{"\\u001b[2J\\n":5}'))).toContain("'\\u{1b}[2J\\u{a}'");
  });

  it('a file cut off anywhere', () => {
    const file = writeSafetensors(
      new Map([
        ['x', fromValues([2], new Float32Array(2))],
        ['y', fromValues([3], new Uint8Array(3))],
      ]),
    );
    for (let length = 0; length < file.length; length++) {
      expect(refusal(file.subarray(0, length)), `${length} bytes`).not.toBe('');
    }
  });

  it('or reads a damaged file, and never throws another error', () => {
    const file = writeSafetensors(
      new Map([
        ['x', fromValues([2, 1], new Float32Array(2))],
        ['y', fromValues([0], new Int32Array(0))],
      ]),
      new Map([['k', 'v']]),
    );
    const change = fc.tuple(
      fc.nat(file.length - 1),
      fc.oneof(fc.nat(255), fc.integer({ min: 0x22, max: 0x7d })),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = file.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        refusal(damaged);
      }),
      { numRuns: 2000 },
    );
  });

  it('an argument that is not bytes', () => {
    // @ts-expect-error not bytes
    expect(() => readSafetensors([1, 2])).toThrow(
      "readSafetensors: 'bytes' must be a Uint8Array or an ArrayBuffer, got object.",
    );
  });
});

describe('readSafetensors accepts', () => {
  it('white space, escapes, entries in any order, empty tensors anywhere', () => {
    const file = fileOf(
      `{ "b" : ${entry('U8', [1], 1, 2)} ,\n\t"\\u00e9":${entry('U8', [1], 0, 1)},"e":${entry('F64', [0, 5], 1, 1)}} \r `,
      'AB',
    );
    const { tensors } = readSafetensors(file);
    expect([...tensors].map(([name, { bytes }]) => [name, ...bytes])).toEqual([
      ['é', 65],
      ['e'],
      ['b', 66],
    ]);
  });

  it('no tensors at all', () => {
    expect(readSafetensors(fileOf('{}'))).toEqual({ tensors: new Map(), metadata: new Map() });
  });

  it('keys of the prototype, harmlessly', () => {
    const { tensors, metadata } = readSafetensors(
      fileOf(`{"__metadata__":{"__proto__":"m"},"__proto__":${entry('U8', [1], 0, 1)}}`, 'A'),
    );
    expect([...tensors.keys(), ...metadata]).toEqual(['__proto__', ['__proto__', 'm']]);
    expect(({} as { dtype?: unknown }).dtype).toBeUndefined();
  });
});

describe('writeSafetensors refuses', () => {
  const write = (name: string, tensor: unknown) => () =>
    writeSafetensors(new Map([[name, tensor as StoredTensor]]));
  const bytes = new Uint8Array(3);

  it.each([
    [{ dtype: 'U8', shape: [4], bytes }, "'x' must have the bytes of U8 [4], got 3."],
    [{ dtype: 'F32', shape: [3], bytes }, "'x' must have the bytes of F32 [3], got 3."],
    [{ dtype: 'U8', shape: [-3, -1], bytes }, "'x' must have the bytes of U8 [-3,-1], got 3."],
    [{ dtype: 'U8', shape: [1.5, 2], bytes }, "'x' must have the bytes of U8 [1.5,2], got 3."],
    [
      { dtype: 'f32', shape: [3], bytes },
      "'x' must have a dtype of I64, F64, F32, I32, BF16, F16, I16, I8, U8, BOOL, got 'f32'.",
    ],
    [
      { dtype: 'toString', shape: [3], bytes },
      "'x' must have a dtype of I64, F64, F32, I32, BF16, F16, I16, I8, U8, BOOL, got 'toString'.",
    ],
  ])('%j', (tensor, message) => {
    expect(write('x', tensor)).toThrow(new RangeError(`writeSafetensors: ${message}`));
  });

  it('the name of the metadata, and metadata that is not a string', () => {
    expect(write('__metadata__', fromValues([0], new Uint8Array(0)))).toThrow(
      "writeSafetensors: 'tensors' must not be named __metadata__, got one.",
    );
    // @ts-expect-error a number
    expect(() => writeSafetensors(new Map(), new Map([['width', 64]]))).toThrow(
      new TypeError("writeSafetensors: 'metadata' must hold strings, got number at 'width'."),
    );
  });
});

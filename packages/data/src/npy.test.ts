import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NpyDType,
  type NpyValues,
  npyDataOffset,
  npyPrefixBytes,
  readNpy,
  readNpyHeader,
  writeNpy,
  writeNpyHeader,
} from './index.ts';

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Any array: any dtype, shape and bits. */
const anyArray = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(arrays) as NpyDType[])),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
    first: fc.option(fc.integer({ min: 0, max: 200 })),
  })
  .chain(({ dtype, shape: sizes, first }) => {
    const shape = first === null ? sizes : [first];
    const bytes = shape.reduce((a, b) => a * b, arrays[dtype].BYTES_PER_ELEMENT);
    return fc
      .uint8Array({ minLength: bytes, maxLength: bytes })
      .map((bits) => ({ dtype, shape, values: new arrays[dtype](bits.buffer) as NpyValues }));
  });

/** A header's text as a whole file of version 1.0, with one byte of data. */
function fileOf(
  text: string,
  { version = [1, 0], magic = '\x93NUMPY', length = text.length } = {},
) {
  const bytes = [...Buffer.from(magic, 'latin1'), ...version, length & 255, length >> 8];
  return new Uint8Array([...bytes, ...Buffer.from(text, 'latin1'), 0]);
}

/** Makes a file as `np.save` wrote it (NumPy 2.4.6), except for the padding of the header. */
const byNumPy = (version: number, dictionary: string, ...data: number[]) => {
  const start = version === 1 ? 10 : 12;
  const text = dictionary.padEnd(127 - start);
  const length = version === 1 ? [118, 0] : [116, 0, 0, 0];
  return new Uint8Array([
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length],
    ...Buffer.from(`${text}\n`),
    ...data,
  ]);
};

describe('.npy files', () => {
  it('are those of NumPy', () => {
    const cases: [Uint8Array, NpyValues, number[]][] = [
      [
        byNumPy(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", 0, 1, 2, 3, 4, 5),
        new Uint8Array([0, 1, 2, 3, 4, 5]),
        [2, 3],
      ],
      [
        byNumPy(
          1,
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
          ...[0, 0, 0, 63, 0, 0, 192, 127],
        ),
        new Float32Array([0.5, Number.NaN]),
        [2],
      ],
      [
        byNumPy(
          1,
          "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
          ...[0, 0, 0, 0, 0, 0, 248, 191],
        ),
        new Float64Array([-1.5]),
        [],
      ],
      [
        byNumPy(
          1,
          "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
          ...[249, 255, 255, 255, 255, 255, 255, 255],
        ),
        new BigInt64Array([-7n]),
        [1],
      ],
    ];
    for (const [file, values, shape] of cases) {
      expect(readNpy(file)).toEqual({ shape, values });
      expect(writeNpy(shape, values)).toEqual(file);
    }
  });

  it('leave the room that NumPy leaves', () => {
    // Lengths of np.save's headers: room for the first size (15 axes), and at a multiple of 64 a whole 64 more.
    const ones = (rank: number) => new Array(rank).fill(1);
    const shapes = [ones(14), ones(15), [1e6, ...ones(14)], [...ones(13), 10], [...ones(13), 100]];
    expect(shapes.map((shape) => writeNpyHeader('uint8', shape).length)).toEqual([
      128, 192, 192, 128, 192,
    ]);
    expect(writeNpyHeader('uint8', [])).toHaveLength(128);
  });

  it.each([2, 3])('of version %i are read', (version) => {
    const text = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }";
    const file = byNumPy(version, text, 1, 0, 2, 0);
    expect(readNpy(file)).toEqual({ shape: [2], values: new Int16Array([1, 2]) });
  });

  it('come back bit by bit', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(9), ({ dtype, shape, values }, offset) => {
        const file = writeNpy(shape, values);
        const moved = new Uint8Array(offset + file.length).subarray(offset); // unaligned
        moved.set(file);
        const read = readNpy(moved);
        expect(read.shape).toEqual(shape);
        expect(read.values).toBeInstanceOf(arrays[dtype]);
        expect(new Uint8Array(read.values.buffer)).toEqual(new Uint8Array(values.buffer));
        expect(read.values.buffer).not.toBe(moved.buffer);
      }),
    );
  });

  it('are the header, aligned to 64 bytes, and the data', () => {
    fc.assert(
      fc.property(anyArray, ({ dtype, shape, values }) => {
        const file = writeNpy(shape, values);
        const header = readNpyHeader(file.subarray(0, npyDataOffset(file)));
        const { dataOffset, dataBytes } = header;
        expect(header).toEqual({ dtype, shape, dataOffset, dataBytes: values.byteLength });
        expect([dataOffset % 64, dataOffset + dataBytes]).toEqual([0, file.length]);
        expect(file.subarray(0, dataOffset)).toEqual(writeNpyHeader(dtype, shape));
        expect(npyDataOffset(file.subarray(0, npyPrefixBytes))).toBe(dataOffset);
      }),
    );
  });

  it('are written from a view of a larger array', () => {
    const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect(readNpy(writeNpy([2], view)).values).toEqual(new Float32Array([1, 2]));
  });

  it('are refused when cut off anywhere, or longer', () => {
    fc.assert(
      fc.property(anyArray, fc.double({ min: 0, max: 1, maxExcluded: true }), (array, part) => {
        const file = writeNpy(array.shape, array.values);
        expect(() => readNpy(file.subarray(0, Math.floor(part * file.length)))).toThrow(RangeError);
        expect(() => readNpy(new Uint8Array([...file, 0]))).toThrow(
          `readNpy: 'bytes' must be ${file.length} bytes, got ${file.length + 1}.`,
        );
      }),
    );
  });

  it('or read any damage to the header, and nothing worse happens', () => {
    const file = writeNpy([2, 1], new Int16Array(2));
    const change = fc.tuple(fc.nat(70), fc.oneof(fc.nat(255), fc.integer({ min: 32, max: 126 })));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = file.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          readNpy(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readNpyHeader accepts', () => {
  it.each([
    ['any order and quotes', `{"shape":(2,3),"descr":"|u1",'fortran_order':False}`, [2, 3]],
    ['Python 2', "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }", [2, 3]],
    ['white space', "{ 'descr' : '|u1' ,'fortran_order': False , 'shape': ( 7 , ) , } \n", [7]],
    ['a scalar', "{'descr': '|u1', 'fortran_order': False, 'shape': ( ), }", []],
  ])('%s', (_, text, shape) => {
    expect(readNpyHeader(fileOf(text))).toMatchObject({ dtype: 'uint8', shape });
  });
});

describe('readNpyHeader refuses', () => {
  const good = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }";
  const known =
    '|u1 (uint8), |i1 (int8), <u2 (uint16), <i2 (int16), <u4 (uint32), <i4 (int32), <i8 (int64), <f4 (float32), <f8 (float64)';
  const descr = (value: string) => fileOf(good.replace("'|u1'", value));

  it.each([
    ['objects', descr("'|O'"), `'descr' must be one of ${known}, got '|O (objects are pickles)'`],
    [
      'big-endian values',
      descr("'>f4'"),
      `'descr' must be one of ${known}, got '>f4 (big-endian: save x.astype('<f4'))'`,
    ],
    ['halves', descr("'<f2'"), `'descr' must be one of ${known}, got '<f2'`],
    ['texts', descr("'<U2'"), `'descr' must be one of ${known}, got '<U2'`],
    [
      'records',
      descr("[('a', '<i4')]"),
      `'descr' must be one of ${known}, got '[('a', '<i4')] (records)'`,
    ],
    [
      'records of objects',
      descr("[('a', '|O')]"),
      `'descr' must be one of ${known}, got '[('a', '|O')] (objects are pickles)'`,
    ],
    [
      'Fortran order',
      fileOf(good.replace('False', 'True')),
      "'fortran_order' must be False (save np.ascontiguousarray(x)), got true",
    ],
    [
      'a shape beyond 2^53',
      fileOf(good.replace('(1,)', '(94906266, 94906267)')),
      "'shape' must have a product < 2^53, got [94906266,94906267]",
    ],
    [
      'a size beyond 2^53 beside a 0',
      fileOf(good.replace('(1,)', '(0, 9007199254740993)')),
      "'shape' must have a product < 2^53, got [0,9007199254740992]",
    ],
    [
      'a header that is cut off',
      fileOf(good, { length: 99 }),
      "'bytes' must hold the header of 109 bytes, got 68",
    ],
  ])('%s', (_, file, message) => {
    expect(() => readNpyHeader(file)).toThrow(new RangeError(`readNpyHeader: ${message}.`));
  });

  it.each([
    ' ',
    '{}',
    good.slice(1),
    good.slice(0, -1),
    `${good}}`,
    `${good} x`,
    `{${good}`,
    good.replace("'shape': (1,)", "'shape': 1"),
    good.replace('(1,)', '(-1,)'),
    good.replace('(1,)', '(1 2,)'),
    good.replace('(1,)', '(,)'),
    good.replace('(1,)', '(1,,2)'),
    good.replace('(1,)', '(1.5,)'),
    good.replace('(1,)', `(${'1,'.repeat(33)})`),
    good.replace('False', 'false'),
    good.replace('False', "'False'"),
    good.replace('False', '(1,)'),
    good.replace('}', "'more': 1}"),
    good.replace('}', "'more': (1,), }"),
    good.replace('}', "'descr': '|u1', }"),
    good.replace("'descr': '|u1', ", ''),
    good.replace("'descr'", "'Descr'"),
    good.replace("'descr'", 'descr'),
    `{} ${good.slice(1)}`,
    `{}${good.slice(1, -1)}`,
    `(${good.slice(1)}`,
  ])('the header %j', (text) => {
    expect(() => readNpyHeader(fileOf(text))).toThrow(
      "readNpyHeader: 'header' must be {descr, fortran_order, shape}, got '",
    );
  });

  it('a hostile header at once', () => {
    const start = performance.now();
    for (const part of ['1', '1L', ' ', ',', '[', "'a'", '(']) {
      const text = `{'descr': '|u1', 'shape': (${part.repeat(9000 / part.length)}`;
      expect(() => readNpyHeader(fileOf(text))).toThrow(RangeError);
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('npyDataOffset refuses', () => {
  it.each([
    [
      'another file',
      fileOf('{}        ', { magic: '\x89PNG\r\n' }),
      "begin with '\\u{93}NUMPY', got '\\u{89}PNG\\u{d}\\u{a}'",
    ],
    ['an empty file', new Uint8Array(0), 'be at least 12 bytes, got 0'],
    ['a short file', new Uint8Array(11), 'be at least 12 bytes, got 11'],
    [
      'version 4',
      fileOf('{}        ', { version: [4, 0] }),
      "be of format version 1.0, 2.0 or 3.0, got '4.0'",
    ],
    [
      'version 0',
      fileOf('{}        ', { version: [0, 0] }),
      "be of format version 1.0, 2.0 or 3.0, got '0.0'",
    ],
    [
      'version 1.1',
      fileOf('{}        ', { version: [1, 1] }),
      "be of format version 1.0, 2.0 or 3.0, got '1.1'",
    ],
    [
      'a huge header',
      fileOf('{}        ', { length: 10_001 }),
      'announce a header of at most 10000 bytes, got 10001',
    ],
  ])('%s', (_, file, message) => {
    expect(() => npyDataOffset(file)).toThrow(
      new RangeError(`npyDataOffset: 'prefix' must ${message}.`),
    );
  });

  it('what is not bytes', () => {
    // @ts-expect-error an array
    expect(() => npyDataOffset([1, 2])).toThrow(
      new TypeError("npyDataOffset: 'prefix' must be a Uint8Array, got Array."),
    );
  });
});

describe('writeNpy refuses', () => {
  it('values that do not fit, and what has no dtype', () => {
    expect(() => writeNpy([2, 2], new Uint8Array(3))).toThrow(
      new RangeError("writeNpy: 'values' must fit shape [2,2], got 3."),
    );
    // @ts-expect-error an array
    expect(() => writeNpy([1], [1])).toThrow(
      new TypeError("writeNpy: 'values' must be a typed array, got [1]."),
    );
    // @ts-expect-error not a dtype
    expect(() => writeNpyHeader('float16', [1])).toThrow(
      "writeNpyHeader: 'dtype' must be one of uint8, int8, uint16, int16, uint32, int32, int64, float32, float64, got 'float16'.",
    );
    for (const shape of [[-1], [1.5], [Number.NaN], new Array(33).fill(1)]) {
      expect(() => writeNpyHeader('uint8', shape)).toThrow(
        "writeNpyHeader: 'shape' must be at most 32 integers >= 0, got [",
      );
    }
  });
});

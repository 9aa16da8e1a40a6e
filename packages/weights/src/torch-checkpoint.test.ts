import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  type CheckpointValue,
  isStoredTensor,
  readTorchCheckpoint,
  toValues,
} from './index.ts';

// --- Files written by hand. Text stands for its Latin-1 bytes, as in Python's b'...'. ---

const bytes = (latin1: string) => new Uint8Array(Buffer.from(latin1, 'latin1'));
const littleEndian = (value: number, size: number) =>
  Array.from({ length: size }, (_, i) =>
    String.fromCharCode(Math.floor(value / 256 ** i) % 256),
  ).join('');
const u16 = (value: number) => littleEndian(value, 2);
const u32 = (value: number) => littleEndian(value, 4);
const u64 = (value: number) => littleEndian(value, 8);
const float32 = (...values: number[]) =>
  Buffer.from(new Float32Array(values).buffer).toString('latin1');

const text = (value: string) => `X${u32(value.length)}${value}`;
const int = (value: number) =>
  value >= 0 && value < 2 ** 31
    ? `J${u32(value)}`
    : `\x8a\x08${Buffer.from(new BigInt64Array([BigInt(value)]).buffer).toString('latin1')}`;
const tuple = (...items: string[]) => `(${items.join('')}t`;
const ints = (...values: number[]) => tuple(...values.map(int));
const pickle = (body: string) => `\x80\x02${body}.`;
const storageId = (key: string, count: number, type = 'FloatStorage') =>
  tuple(text('storage'), `ctorch\n${type}\n`, text(key), text('cpu'), int(count));
const rebuild = (storage: string, offset: string, shape: string, strides: string) =>
  `ctorch._utils\n_rebuild_tensor_v2\n${tuple(storage, offset, shape, strides, '\x89', 'N')}R`;
const tensor = (count: number, offset: number, shape: number[], strides: number[]) =>
  rebuild(`${storageId('0', count)}Q`, int(offset), ints(...shape), ints(...strides));

interface Entry {
  readonly name: string;
  readonly data: string;
  readonly flags?: number;
  readonly method?: number;
  readonly packed?: number;
  readonly size?: number;
  readonly localName?: string;
  readonly offset?: number;
}

/** A zip archive; `zip64` writes sizes, offsets and counts where the narrow fields are too narrow. */
function zip(
  entries: readonly Entry[],
  { zip64 = false, comment = '', count = entries.length } = {},
) {
  const max = 0xffffffff;
  let body = '';
  let directory = '';
  for (const entry of entries) {
    const { name, data, flags = 0, method = 0, localName = name } = entry;
    const { size = data.length, packed = size } = entry;
    const offset = entry.offset ?? body.length;
    const extra = zip64
      ? `\x99\x00\x02\x00..\x01\x00\x18\x00${u64(size)}${u64(packed)}${u64(offset)}`
      : '';
    body += `PK\x03\x04${'\0'.repeat(22)}${u16(localName.length)}${u16(3)}${localName}abc${data}`;
    directory += `PK\x01\x02${'\0'.repeat(4)}${u16(flags)}${u16(method)}${'\0'.repeat(8)}`;
    directory += `${u32(zip64 ? max : packed)}${u32(zip64 ? max : size)}`;
    directory += `${u16(name.length)}${u16(extra.length)}${u16(1)}${'\0'.repeat(8)}`;
    directory += `${u32(zip64 ? max : offset)}${name}${extra}#`;
  }
  const end = body.length + directory.length;
  const fields = [count, directory.length, body.length] as const;
  const wide = `PK\x06\x06${'\0'.repeat(28)}${fields.map(u64).join('')}PK\x06\x07${u32(0)}${u64(end)}${u32(1)}`;
  const narrow = zip64
    ? `${u16(0xffff)}${u32(max)}${u32(max)}`
    : `${u16(count)}${u32(directory.length)}${u32(body.length)}`;
  return bytes(
    `${body}${directory}${zip64 ? wide : ''}PK\x05\x06${'\0'.repeat(6)}${narrow}${u16(comment.length)}${comment}`,
  );
}

const zipped = (body: string, storages: Record<string, string> = {}, extra: Entry[] = []) =>
  zip([
    { name: 'a/data.pkl', data: pickle(body) },
    ...Object.entries(storages).map(([key, data]) => ({ name: `a/data/${key}`, data })),
    ...extra,
  ]);

const magic = `\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19`;
const machine = (little = '\x88') => `}${text('little_endian')}${little}s`;
const legacy = (body: string, keys: string[], data: string, head = [magic, int(1001), machine()]) =>
  bytes([...head, body, `](${keys.map(text).join('')}e`].map(pickle).join('') + data);

const golden = (name: string) =>
  new Uint8Array(
    readFileSync(new URL(`../../../fixtures/golden/10_checkpoint_tricky/${name}`, import.meta.url)),
  );

/** Read, or refused in one printable line; nothing else may happen. */
function readOrRefuse(file: Uint8Array): CheckpointValue | CheckpointError {
  try {
    return readTorchCheckpoint(file);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.message).toMatch(/^readTorchCheckpoint: [\x20-\x7e]{1,600}\.$/);
    return error;
  }
}

function expectRefused(file: Uint8Array, message: string) {
  const error = readOrRefuse(file);
  expect(error).toBeInstanceOf(CheckpointError);
  expect((error as CheckpointError).message).toBe(`readTorchCheckpoint: ${message}.`);
}

/** All tensors reachable from a value. */
function tensorsIn(value: CheckpointValue, seen = new Set<CheckpointValue>()) {
  const todo = [value];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next !== 'object' || seen.has(next)) continue;
    seen.add(next);
    if (Array.isArray(next)) todo.push(...next);
    if (next instanceof Map) todo.push(...next.keys(), ...next.values());
  }
  return [...seen].filter(isStoredTensor);
}

describe('readTorchCheckpoint', () => {
  it('reads a transposed view: element [i, j] lies at offset + i * stride0 + j * stride1', () => {
    const file = zipped(tensor(7, 1, [3, 2], [1, 3]), { 0: float32(9, 0, 1, 2, 3, 4, 5) });
    const value = readTorchCheckpoint(file);
    expect(value).toMatchObject({ dtype: 'F32', shape: [3, 2] });
    expect(isStoredTensor(value) && toValues(value)).toEqual(new Float32Array([0, 3, 1, 4, 2, 5]));
  });

  it('gathers any strides as loops would', () => {
    const dimension = fc.record({ size: fc.nat(4), stride: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(dimension, { maxLength: 4 }), fc.nat(5), (dimensions, offset) => {
        const shape = dimensions.map(({ size }) => size);
        const strides = dimensions.map(({ stride }) => stride);
        const indices = shape.reduce<number[][]>(
          (all, size) => all.flatMap((index) => [...Array(size).keys()].map((i) => [...index, i])),
          [[]],
        );
        const expected = indices.map((index) =>
          index.reduce((at, i, axis) => at + i * strides[axis]!, offset),
        );
        const count = Math.max(offset, ...expected) + 1;
        const storage = float32(...Array(count).keys());
        const value = readTorchCheckpoint(
          zipped(tensor(count, offset, shape, strides), { 0: storage }),
        );
        expect(isStoredTensor(value) && toValues(value)).toEqual(new Float32Array(expected));
      }),
    );
  });

  it.each([
    [
      [2, 2],
      [2, 1],
    ],
    [
      [1, 4, 1],
      [99, 1, 7],
    ], // the stride of a single element means nothing
  ])('does not copy what lies in a row: shape %j, strides %j', (shape, strides) => {
    const file = zipped(tensor(6, 2, shape, strides), { 0: float32(0, 1, 2, 3, 4, 5) });
    const value = readTorchCheckpoint(file);
    expect(isStoredTensor(value) && value.bytes.buffer).toBe(file.buffer);
    expect(isStoredTensor(value) && toValues(value)).toEqual(new Float32Array([2, 3, 4, 5]));
  });

  it('reads the legacy format, its storages in the order of its keys', () => {
    const second = rebuild(`${storageId('b', 1)}Q`, int(0), ints(1), ints(1));
    const first = rebuild(`${storageId('a', 2)}Q`, int(0), ints(2), ints(1));
    const data = `${u64(1)}${float32(7)}${u64(2)}${float32(8, 9)}`;
    const value = readTorchCheckpoint(legacy(tuple(first, second), ['b', 'a'], data));
    expect((value as never[]).map(toValues)).toEqual([
      new Float32Array([8, 9]),
      new Float32Array([7]),
    ]);
  });

  it('reads dicts with any keys harmlessly', () => {
    const file = zipped(`}(${text('__proto__')}${text('x')}${text('constructor')}K\x01u`);
    const value = readTorchCheckpoint(file);
    expect(value).toEqual(
      new Map<string, unknown>([
        ['__proto__', 'x'],
        ['constructor', 1],
      ]),
    );
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('reads text as it is, a byte order mark included', () => {
    expect(readTorchCheckpoint(zipped(text('\xef\xbb\xbf\xc3\xa4')))).toBe('\ufeffä');
  });

  it('reads integers of all widths', () => {
    const numbers = `(K\xffM\xff\xffJ\xff\xff\xff\xff\x8a\x00\x8a\x01\x80\x8a\x02\x80\x00\x8a\x08\xff\xff\xff\xff\xff\xff\x1f\x00\x8a\x08\x00\x00\x00\x00\x00\x00\x20\x00t`;
    expect(readTorchCheckpoint(zipped(numbers))).toEqual([
      255,
      65535,
      -1,
      0,
      -128,
      128,
      Number.MAX_SAFE_INTEGER,
      2n ** 53n,
    ]);
    expect(readTorchCheckpoint(zipped('G\xbf\xf8\0\0\0\0\0\0'))).toBe(-1.5);
  });

  it('drops attributes: the fields of a Namespace, the metadata of a state dict', () => {
    const state = `}${text('_metadata')}Nsb`;
    expect(readTorchCheckpoint(zipped(`cargparse\nNamespace\n)\x81${state}`))).toEqual(new Map());
    expect(readTorchCheckpoint(zipped(`ccollections\nOrderedDict\n)R${state}`))).toEqual(new Map());
  });

  it('reads Python bytes, sets and frames of protocols 3 to 5', () => {
    const body = `\x95${u64(99)}(C\x02\x00\xffB${u32(1)}\x07\x8f(K\x01K\x02\x90\x8c\x01zt`;
    const file = zip([{ name: 'a/data.pkl', data: `\x80\x05${body}.` }]);
    expect(readTorchCheckpoint(file)).toEqual([
      new Uint8Array([0, 255]),
      new Uint8Array([7]),
      [1, 2],
      'z',
    ]);
  });

  it('refuses a file of another kind', () => {
    const message = (got: string) =>
      `first byte, expected 0x50 (zip archive) or 0x80 (pickle), got ${got}`;
    expectRefused(bytes('<html>'), message('0x3c'));
    expectRefused(bytes('\x05'), message('0x05'));
    expectRefused(bytes(''), 'file, expected 1 bytes at byte 0, got 0');
    expectRefused(bytes('PK'), 'zip end record, expected 4 bytes at byte 0, got 2');
    expect(() => readTorchCheckpoint(bytes('?'))).toThrow(RangeError);
  });

  it('refuses what is not bytes', () => {
    // @ts-expect-error not bytes
    const call = () => readTorchCheckpoint('file.pth');
    expect(call).toThrow(TypeError);
    expect(call).toThrow(
      "readTorchCheckpoint: 'bytes' must be a Uint8Array or an ArrayBuffer, got string.",
    );
  });
});

describe('a pickle cannot run anything', () => {
  const names = [
    ['os', 'system'],
    ['posix', 'system'],
    ['builtins', 'eval'],
    ['__builtin__', 'exec'],
    ['builtins', 'getattr'],
    ['subprocess', 'Popen'],
    ['torch', 'load'],
    ['torch.hub', 'load'],
    ['torch._utils', '_rebuild_tensor'],
    ['torch.storage', '_load_from_bytes'],
    ['torch', 'ComplexFloatStorage'],
    ['torch', 'complex64'],
    ['numpy.core.multiarray', '_reconstruct'],
    ['collections', 'OrderedDict.__init__'],
    ['collections', 'orderedDict'],
    ['', '__proto__'],
    ['Object', 'constructor'],
    ['', ''],
  ] as const;

  it.each(names)('refuses %s.%s by its name, called or not', (module, name) => {
    const message = `global, expected one on the allow-list, got '${module}.${name}'`;
    const call = `${tuple(text('echo'))}R`;
    expectRefused(zipped(`c${module}\n${name}\n`), message);
    expectRefused(zipped(`c${module}\n${name}\n${call}`), message);
    expectRefused(zipped(`${text(module)}${text(name)}\x93${call}`), message);
    expectRefused(legacy(`c${module}\n${name}\n${call}`, [], ''), message);
    expectRefused(legacy('N', [], '', [`c${module}\n${name}\n${call}`]), message);
    // Behind things that are allowed, and after a value that would be one.
    expectRefused(zipped(`ccollections\nOrderedDict\n(c${module}\n${name}\ntR`), message);
    expectRefused(zipped(`N(c${module}\n${name}\n`), message);
  });

  it('prints the name harmlessly, whatever it holds', () => {
    expectRefused(
      zipped('cos\x1b[31m\n\xc3\xa9\r\n'),
      "global, expected one on the allow-list, got 'os\\u{1b}[31m.\\u{e9}\\u{d}'",
    );
    const long = 'n'.repeat(1000);
    expectRefused(
      zipped(`cos\n${long}\n`),
      `global, expected one on the allow-list, got 'os.${'n'.repeat(74)}...'`,
    );
  });

  it.each([
    ['INST (0x69)', '(ios\nsystem\n'],
    ['OBJ (0x6f)', '(N)o'],
    ['NEWOBJ_EX (0x92)', 'N)}\x92'],
    ['EXT1 (0x82)', '\x82\x01'],
    ['EXT2 (0x83)', '\x83\x01\x00'],
    ['EXT4 (0x84)', '\x84\x01\0\0\0'],
    ['PERSID (0x50)', 'Pos\n'],
    ['GET (0x67)', 'g0\n'],
    ['PUT (0x70)', 'Np0\n'],
    ['POP (0x30)', 'NN0'],
    ['POP_MARK (0x31)', 'N(1'],
    ['DUP (0x32)', 'N2'],
    ['INT (0x49)', 'I1\n'],
    ['LONG (0x4c)', 'L1L\n'],
    ['LONG4 (0x8b)', '\x8b\x01\0\0\0\x01'],
    ['FLOAT (0x46)', 'F1\n'],
    ['STRING (0x53)', "S'a'\n"],
    ['UNICODE (0x56)', 'Va\n'],
    ['LIST (0x6c)', '(l'],
    ['DICT (0x64)', '(d'],
    ['FROZENSET (0x91)', '(\x91'],
    ['BYTEARRAY8 (0x96)', `\x96${u64(2 ** 40)}`],
    ['NEXT_BUFFER (0x97)', '\x97'],
    ['PROTO (0x80)', '\x80\x02'],
    ['no opcode (0xff)', '\xff'],
    ['no opcode (0x00)', '\0'],
  ])('refuses the opcode %s by its name', (name, body) => {
    const error = readOrRefuse(zipped(body));
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(
      /: pickle opcode at byte \d+, expected an opcode for data/,
    );
    expect((error as Error).message).toContain(`, got ${name}.`);
  });

  it.each([
    ['text', text('os.system'), "'os.system'"],
    ['a dtype', 'ctorch\nfloat32\n', "'torch.float32'"],
    ['a storage type', 'ctorch\nFloatStorage\n', "'torch.FloatStorage'"],
    ['a storage', `${storageId('0', 0)}Q`, "'storage 0'"],
    [
      'a storage with the name of a function',
      `${storageId('torch.Size', 0)}Q`,
      "'storage torch.Size'",
    ],
    ['a dict', '}', 'a dict'],
    ['a list', ']', 'a list'],
    ['None', 'N', 'None'],
    ['a number', 'K\x07', '7'],
    ['a tensor', tensor(0, 0, [0], [1]), 'a tensor F32 [0]'],
  ])('refuses to call %s', (_, callee, got) => {
    expectRefused(zipped(`${callee})R`), `call, expected one on the allow-list, got ${got}`);
    expectRefused(zipped(`${callee})\x81`), `call, expected one on the allow-list, got ${got}`);
  });

  it.each([
    ['collections\nOrderedDict', ints(1), 'collections.OrderedDict, expected no arguments, got 1'],
    ['argparse\nNamespace', ints(1, 2), 'argparse.Namespace, expected no arguments, got 2'],
    ['torch\nSize', ints(1), 'torch.Size, expected a list, got 1'],
    ['builtins\nset', ')', 'builtins.set, expected a list, got nothing'],
    ['__builtin__\nset', tuple(text('ab')), "__builtin__.set, expected a list, got 'ab'"],
    ['torch._utils\n_rebuild_parameter', tuple('N'), 'parameter, expected a tensor, got None'],
    [
      'torch._utils\n_rebuild_parameter',
      tuple(`${storageId('0', 0)}Q`),
      "parameter, expected a tensor, got 'storage 0'",
    ],
    [
      '_codecs\nencode',
      tuple(text('x'), text('rot13')),
      "_codecs.encode, expected a Latin-1 string and 'latin1', got 'x', 'rot13'",
    ],
    [
      '_codecs\nencode',
      tuple(text('\xc4\x80'), text('latin1')),
      "_codecs.encode, expected a Latin-1 string and 'latin1', got '\\u{100}', 'latin1'",
    ],
    ['collections\nOrderedDict', 'N', 'arguments, expected a tuple, got None'],
  ])('refuses %j with other arguments', (name, args, message) => {
    expectRefused(zipped(`c${name}\n${args}R`), message);
  });

  it.each([
    ['a list', ']}b', 'an object with attributes, got a list'],
    ['a tensor', `${tensor(0, 0, [0], [1])}}b`, 'an object with attributes, got a tensor F32 [0]'],
    ['a function', 'ctorch\nSize\n}b', "an object with attributes, got 'torch.Size'"],
    ['nothing', '}b', 'a value, got 0 values, 0 marks'],
  ])('refuses attributes of %s', (_, body, message) => {
    const error = readOrRefuse(zipped(body)) as CheckpointError;
    expect(error.message).toMatch(/^readTorchCheckpoint: pickle stack at byte \d+, expected /);
    expect(error.message).toContain(message);
  });

  it.each([
    ['a pop of nothing', 'R', 'a value, got 0 values'],
    ['a pop below a mark', 'N(\x85', 'a value, got 1 values, 1 marks'],
    ['a tuple without a mark', 'Nt', 'a mark, got 1 values, 0 marks'],
    ['an end of nothing', '', 'a value, got 0 values'],
    ['an end of two', 'NN', 'one value, got 1 values, 0 marks'],
    ['an end with an open mark', '(N', 'one value, got 0 values, 1 marks'],
    ['an append to a dict', '}Na', 'a list, got a dict'],
    ['appends to text', `${text('x')}(Ne`, "a list, got 'x'"],
    ['an item of a list', ']NNs', 'a dict, got a list'],
    ['a key without a value', '}(NNNu', 'key-value pairs, got a key without a value'],
    ['a memo entry of nothing', 'q\x00', 'a value, got 0 values'],
  ])('refuses %s', (_, body, message) => {
    const error = readOrRefuse(zipped(body)) as CheckpointError;
    expect(error.message).toContain(`, expected ${message}`);
  });

  it('refuses a missing memo entry, and other protocols', () => {
    expectRefused(zipped('h\x05'), 'pickle memo, expected a stored entry, got 5');
    expectRefused(zipped('Nq\x01j\x02\0\0\0'), 'pickle memo, expected a stored entry, got 2');
    const wrong = (data: string) => zip([{ name: 'a/data.pkl', data }]);
    expectRefused(wrong('N.'), 'pickle, expected PROTO (0x80), got NONE (0x4e)');
    expectRefused(wrong('\x80\x01N.'), 'pickle protocol, expected 2 to 5, got 1');
    expectRefused(wrong('\x80\x06N.'), 'pickle protocol, expected 2 to 5, got 6');
    expectRefused(wrong('\x80\x02N..'), 'pickle after the end, expected no bytes, got 1');
    expectRefused(
      wrong('\x80\x02X\x04\0\0\0ab.'),
      'pickle text, expected 4 bytes at byte 7, got 3',
    );
    expectRefused(
      wrong('\x80\x02X\x01\0\0\0\xff.'),
      'pickle text, expected UTF-8, got other bytes',
    );
    expectRefused(wrong('\x80\x02cos'), 'pickle global, expected a line, got the end of the file');
    expectRefused(
      zipped(`N${text('system')}\x93`),
      "pickle global, expected two strings, got None, 'system'",
    );
  });

  const id = (...items: string[]) => `${tuple(...items)}Q`;
  const type = 'ctorch\nFloatStorage\n';
  it.each([
    ['no tuple', `${text('0')}Q`, "'0'"],
    ['None', 'NQ', 'None'],
    ['an empty tuple', ')Q', ''],
    ['another tag', id(text('module'), type, text('0'), text('cpu'), int(1)), "'module', "],
    [
      'a type by text',
      id(text('storage'), text('torch.FloatStorage'), text('0'), text('cpu'), int(1)),
      "'storage', 'torch.FloatStorage'",
    ],
    [
      'a function as type',
      id(text('storage'), 'ctorch\nSize\n', text('0'), text('cpu'), int(1)),
      "'storage', 'torch.Size'",
    ],
    [
      'a number as key',
      id(text('storage'), type, int(0), text('cpu'), int(1)),
      "'torch.FloatStorage', 0",
    ],
    ['no location', id(text('storage'), type, text('0'), 'N', int(1)), "'0', None, 1"],
    ['a negative count', id(text('storage'), type, text('0'), text('cpu'), int(-1)), "'cpu', -1"],
    [
      'a fractional count',
      id(text('storage'), type, text('0'), text('cpu'), 'G\x3f\xf8\0\0\0\0\0\0'),
      "'cpu', 1.5",
    ],
    ['true as count', id(text('storage'), type, text('0'), text('cpu'), '\x88'), "'cpu', true"],
    [
      'a huge count',
      id(text('storage'), type, text('0'), text('cpu'), '\x8a\x08\0\0\0\0\0\0\x20\0'),
      "'cpu', 9007199254740992",
    ],
    [
      'a view',
      id(text('storage'), type, text('0'), text('cpu'), int(1), ints(1)),
      "'cpu', 1, a list",
    ],
  ])('refuses a persistent id of the wrong kind: %s', (_, body, got) => {
    const error = readOrRefuse(zipped(body)) as CheckpointError;
    expect(error.message).toContain(
      'persistent id, expected storage, type, key, location, count, got ',
    );
    expect(error.message).toContain(got);
  });
});

describe('a pickle cannot exhaust anything', () => {
  it('nests 200,000 deep', () => {
    const depth = 200_000;
    let value = readTorchCheckpoint(zipped(`N${'\x85'.repeat(depth)}`));
    let found = 0;
    for (; Array.isArray(value); found++) value = value[0]!;
    expect([found, value]).toEqual([depth, null]);
    expect(readOrRefuse(zipped('('.repeat(depth)))).toBeInstanceOf(CheckpointError);
    expect(readOrRefuse(zipped(`N${'\x85'.repeat(depth)})R`))).toBeInstanceOf(CheckpointError);
  });

  it('holds itself', () => {
    const value = readTorchCheckpoint(zipped(']q\x00h\x00a')) as CheckpointValue[];
    expect(value[0]).toBe(value);
    expect(readOrRefuse(zipped(']q\x00h\x00a)R'))).toBeInstanceOf(CheckpointError);
  });

  it('doubles a list 1000 times without copying it', () => {
    // Each round makes a list of the list before, twice: 2^1000 leaves if anyone walked it.
    const round = '](h\x00h\x00eq\x00';
    const value = readTorchCheckpoint(zipped(`(Nq\x00${round.repeat(1000)}t`)) as CheckpointValue[];
    expect(value).toHaveLength(1001);
    expect(value[1000]).toEqual([value[999], value[999]]);
  });

  it('remembers at any index without allocating up to it', () => {
    expect(readTorchCheckpoint(zipped('Nr\xff\xff\xff\xff\x85'))).toEqual([null]);
  });

  it('holds at most 4 times the bytes of the file, and 64 kB', () => {
    const message = 'tensors, expected at most 4 times the bytes of the file, got more';
    const expanded = (n: number) => zipped(tensor(1, 0, [n], [0]), { 0: float32(1) });
    const limit = (4 * expanded(1).length + 65_536) / 4;
    expect(tensorsIn(readTorchCheckpoint(expanded(limit)))[0]!.shape).toEqual([limit]);
    expectRefused(expanded(limit + 1), message);
    expectRefused(expanded(2 ** 50), message);

    // Many views of one storage count, too, though they share its memory.
    const view = 'h\x00h\x01R';
    const views = (n: number) =>
      zipped(
        `(ctorch._utils\n_rebuild_tensor_v2\nq\x00${tuple(`${storageId('0', 1000)}Q`, int(0), ints(1000), ints(1), '\x89', 'N')}q\x01R${view.repeat(n)}t`,
        { 0: float32(...Array(1000).keys()) },
      );
    expect(tensorsIn(readTorchCheckpoint(views(15)))).toHaveLength(16);
    expectRefused(views(40), message);

    const encode = `c_codecs\nencode\nq\x00${tuple(text('x'.repeat(40_000)), text('latin1'))}q\x01R`;
    expect(readTorchCheckpoint(zipped(`(${encode}${view}t`))).toHaveLength(2);
    expectRefused(zipped(`(${encode}${view.repeat(9)}t`), message);
  });
});

describe('tensors stay inside their storage', () => {
  const fives = { 0: float32(0, 1, 2, 3, 4) };

  it.each([
    [1, [5], [1], 5],
    [0, [6], [1], 5],
    [5, [], [], 5],
    [0, [2, 3], [3, 1], 5],
    [0, [2], [5], 5],
    [0, [3, 2], [2, 1], 5],
    [2 ** 52, [1], [1], 2 ** 52],
    [0, [2], [2 ** 52], 2 ** 52],
  ])('refuses offset %j, shape %j, strides %j in 5', (offset, shape, strides, last) => {
    expectRefused(
      zipped(tensor(5, offset, shape, strides), fives),
      `tensor [${shape}] with strides [${strides}] at ${offset}, expected a last element < 5, got ${last}`,
    );
  });

  it.each([
    [0, [5], [1]],
    [4, [], []],
    [3, [2], [1]],
    [0, [2, 3], [2, 1]],
    [0, [1, 5], [99, 1]],
    [9, [0], [1]],
    [0, [3, 0], [2 ** 40, 1]],
  ])('reads offset %j, shape %j, strides %j in 5', (offset, shape, strides) => {
    const value = readTorchCheckpoint(zipped(tensor(5, offset, shape, strides), fives));
    const count = shape.reduce((product, size) => product * size, 1);
    expect(value).toMatchObject({ shape, dtype: 'F32' });
    expect(isStoredTensor(value) && value.bytes.length).toBe(4 * count);
  });

  const storage = `${storageId('0', 5)}Q`;
  it.each([
    [
      'a negative stride',
      rebuild(storage, int(4), ints(5), ints(-1)),
      'tensor strides, expected 1 integers >= 0, got [-1]',
    ],
    [
      'a negative size',
      rebuild(storage, int(0), ints(-1), ints(1)),
      'tensor shape, expected at most 64 integers >= 0, got [-1]',
    ],
    [
      'a negative offset',
      rebuild(storage, int(-1), ints(1), ints(1)),
      'tensor offset, expected an integer >= 0, got -1',
    ],
    [
      'text for a size',
      rebuild(storage, int(0), tuple(text('5')), ints(1)),
      "tensor shape, expected at most 64 integers >= 0, got ['5']",
    ],
    [
      'true for a size',
      rebuild(storage, int(0), tuple('\x88'), ints(1)),
      'tensor shape, expected at most 64 integers >= 0, got [true]',
    ],
    [
      'text for a shape',
      rebuild(storage, int(0), text('5'), ints(1)),
      "tensor shape, expected at most 64 integers >= 0, got '5'",
    ],
    [
      'no shape',
      rebuild(storage, int(0), 'N', ints(1)),
      'tensor shape, expected at most 64 integers >= 0, got None',
    ],
    [
      'one stride for two sizes',
      rebuild(storage, int(0), ints(1, 2), ints(1)),
      'tensor strides, expected 2 integers >= 0, got [1]',
    ],
    [
      'a product beyond 2^53',
      rebuild(storage, int(0), ints(2 ** 30, 2 ** 30), ints(0, 0)),
      'tensor shape, expected at most 64 integers >= 0, got [1073741824, 1073741824]',
    ],
    [
      '65 dimensions',
      rebuild(storage, int(0), ints(...Array(65).fill(1)), ints(...Array(65).fill(1))),
      'tensor shape, expected at most 64 integers >= 0, got a list',
    ],
    ['no storage', rebuild('N', int(0), ints(1), ints(1)), 'tensor, expected a storage, got None'],
    [
      'a type for a storage',
      rebuild('ctorch\nFloatStorage\n', int(0), ints(1), ints(1)),
      "tensor, expected a storage, got 'torch.FloatStorage'",
    ],
    [
      'a tensor for a storage',
      rebuild(tensor(5, 0, [1], [1]), int(0), ints(1), ints(1)),
      'tensor, expected a storage, got a tensor F32 [1]',
    ],
    [
      'no arguments',
      'ctorch._utils\n_rebuild_tensor_v2\n)R',
      'tensor, expected a storage, got nothing',
    ],
  ])('refuses %s', (_, body, message) => {
    expectRefused(zipped(body, fives), message);
  });

  it('ignores changes of lists after the check', () => {
    const lists = `](${int(2)}eq\x00](${int(3)}eq\x01`;
    const grow = `h\x00(${int(1000)}eh\x01(${int(1000)}e`;
    const body = `(${lists}${rebuild(storage, int(0), 'h\x00', 'h\x01')}${grow}t`;
    const [found] = tensorsIn(readTorchCheckpoint(zipped(body, fives)));
    expect(found!.shape).toEqual([2]);
    expect(toValues(found!)).toEqual(new Float32Array([0, 3]));
  });

  it('refuses a storage of another size, another type, or none', () => {
    const body = tensor(5, 0, [5], [1]);
    expectRefused(zipped(body), "storage '0', expected 20 bytes, got no entry");
    expectRefused(zipped(body, { 0: 'x'.repeat(19) }), "storage '0', expected 20 bytes, got 19");
    expectRefused(zipped(body, { 0: 'x'.repeat(21) }), "storage '0', expected 20 bytes, got 21");
    const twice = (second: string) => `(${storageId('0', 5)}Q${second}Qt`;
    expect(readOrRefuse(zipped(twice(storageId('0', 5)), fives))).not.toBeInstanceOf(Error);
    expectRefused(
      zipped(twice(storageId('0', 6)), fives),
      "storage '0', expected F32 [5] as before, got F32 [6]",
    );
    expectRefused(
      zipped(twice(storageId('0', 5, 'IntStorage')), fives),
      "storage '0', expected F32 [5] as before, got I32 [5]",
    );
  });
});

describe('the zip archive', () => {
  const pkl = { name: 'a/data.pkl', data: pickle('N') };

  it('is read with zip64 fields, too, wherever its 32 bits are full', () => {
    const body = tensor(2, 0, [2], [1]);
    const entries = [
      { name: 'a/data.pkl', data: pickle(body) },
      { name: 'a/data/0', data: float32(1, 2) },
    ];
    const value = readTorchCheckpoint(zip(entries, { zip64: true }));
    expect(value).toEqual(readTorchCheckpoint(zip(entries)));
    expect(isStoredTensor(value) && toValues(value)).toEqual(new Float32Array([1, 2]));
  });

  it('is read with the byte order and entries that mean nothing here', () => {
    const more = [
      { name: 'a/byteorder', data: 'little' },
      { name: 'a/version', data: '3\n' },
      { name: 'a/.data/data.pkl', data: '' },
    ];
    expect(readTorchCheckpoint(zip([pkl, ...more]))).toBe(null);
    expectRefused(
      zip([pkl, { name: 'a/byteorder', data: 'big' }]),
      "byte order, expected 'little', got 'big'",
    );
  });

  it.each([
    [
      'compressed',
      { ...pkl, method: 8 },
      "zip entry 'a/data.pkl', expected stored (method 0), got method 8",
    ],
    ['encrypted', { ...pkl, flags: 1 }, "zip entry 'a/data.pkl', expected plain, got encrypted"],
    [
      'of two sizes',
      { ...pkl, packed: 1 },
      "zip entry 'a/data.pkl', expected 4 stored bytes, got 1",
    ],
    [
      'of two names',
      { ...pkl, localName: 'b/data.pkl' },
      "zip entry 'a/data.pkl', expected the same name in both headers, got 'b/data.pkl'",
    ],
    [
      'elsewhere',
      { ...pkl, offset: 1 },
      "zip entry 'a/data.pkl', expected 0x04034b50, got 0x0004034b",
    ],
    [
      'beyond the archive',
      { ...pkl, offset: 2 ** 31 },
      "zip entry 'a/data.pkl', expected 4 bytes at byte 2147483648, got 0",
    ],
  ])('refuses an entry that is %s', (_, entry, message) => {
    const error = readOrRefuse(zip([entry])) as CheckpointError;
    expect(error.message).toContain(message);
  });

  it('refuses inconsistent archives', () => {
    expectRefused(zip([pkl, pkl]), "zip entries, expected unique names, got 'a/data.pkl' twice");
    expectRefused(zip([]), 'zip archive, expected one NAME/data.pkl, got 0');
    expectRefused(zip([{ name: 'x', data: '' }]), 'zip archive, expected one NAME/data.pkl, got 0');
    expectRefused(
      zip([pkl, { name: 'b/data.pkl', data: '' }]),
      'zip archive, expected one NAME/data.pkl, got 2',
    );
    expectRefused(
      zip([pkl], { comment: 'hi' }),
      'zip end record, expected 0x06054b50, got 0x00000605',
    );
    expectRefused(
      zip([pkl], { count: 0 }),
      'zip directory, expected 0 entries, got bytes after them',
    );
    const stretched = zip([pkl]);
    stretched[stretched.length - 10]! += 1; // the size of the directory
    expectRefused(stretched, 'zip directory, expected an end <= 104, got 105');
    const greedy = zip([{ ...pkl, size: 5 }]);
    expectRefused(greedy, "zip entry 'a/data.pkl', expected 5 bytes at byte 43, got 4");
    const commented = zip([pkl]);
    commented[commented.length - 2]! += 9;
    expectRefused(commented, 'zip comment, expected none, got 9 bytes');
    expectRefused(
      zip([pkl], { count: 2 }),
      'zip directory entry, expected 4 bytes at byte 104, got 0',
    );
  });
});

describe('the legacy format', () => {
  const body = tensor(2, 0, [2], [1]);
  const data = `${u64(2)}${float32(1, 2)}`;

  it.each([
    [
      'another magic number',
      legacy(body, ['0'], data, [int(7)]),
      'magic number, expected 119547037146038801333356, got 7',
    ],
    [
      'another protocol',
      legacy(body, ['0'], data, [magic, int(1002)]),
      'protocol, expected 1001, got 1002',
    ],
    [
      'big-endian numbers',
      legacy(body, ['0'], data, [magic, int(1001), machine('\x89')]),
      'little_endian, expected true, got false',
    ],
    [
      'no word on the machine',
      legacy(body, ['0'], data, [magic, int(1001), 'N']),
      'little_endian, expected true, got nothing',
    ],
    [
      'an unknown key',
      legacy(body, ['1'], data),
      "storage keys, expected each key of the pickle once, got '1'",
    ],
    [
      'a key twice',
      legacy(body, ['0', '0'], data + data),
      "storage keys, expected each key of the pickle once, got '0'",
    ],
    [
      'a missing key',
      legacy(body, [], ''),
      'storage keys, expected each key of the pickle once, got 1 fewer',
    ],
    [
      'another count',
      legacy(body, ['0'], `${u64(3)}${float32(1, 2, 3)}`),
      "storage '0', expected 2 elements, got 3",
    ],
    [
      'trailing bytes',
      legacy(body, ['0'], `${data}x`),
      'file after the end, expected no bytes, got 1',
    ],
    ['a lost byte', legacy(body, ['0'], data.slice(0, -1)), 'expected 8 bytes at byte'],
  ])('refuses %s', (_, file, message) => {
    const error = readOrRefuse(file) as CheckpointError;
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toContain(message);
  });
});

describe('damage', () => {
  const files = ['single_tensor.pth', 'tricky_legacy.pth', 'tricky_protocol4.pth'];

  it.each(files)('%s cut off anywhere is refused', (name) => {
    const file = golden(name);
    for (let length = 0; length < file.length; length++) {
      expect(readOrRefuse(file.subarray(0, length)), `${length} bytes`).toBeInstanceOf(
        CheckpointError,
      );
    }
  });

  it.each([...files, 'tricky_nested.pth'])('%s with other bytes is read or refused', (name) => {
    const original = golden(name);
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = original.slice();
        for (const [at, byte] of changes) file[at] = byte;
        expectSound(file);
      }),
      { numRuns: 500 },
    );
  });

  it('any sequence of opcodes is read or refused', () => {
    const pieces = [
      ...['(', 'N', '\x88', 'K\x01', 'J\xff\xff\xff\xff', ')', ']', '}', 't', '\x85', '\x86', 'a'],
      ...['e', 's', 'u', 'q\x00', 'h\x00', '\x94', 'R', '\x81', 'b', 'Q', '\x8f', '\x90', '\x93'],
      ...['ccollections\nOrderedDict\n', 'ctorch\nSize\n', 'ctorch\nFloatStorage\n', 'cos\nx\n'],
      ...['c_codecs\nencode\n', 'ctorch._utils\n_rebuild_tensor_v2\n', text('latin1'), text('0')],
      ...[`${storageId('0', 4)}Q`, tensor(4, 0, [2, 2], [1, 2]), tensor(4, 0, [9, 9], [0, 0])],
    ];
    const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 30 });
    fc.assert(
      fc.property(soup, (body) => {
        expectSound(zipped(body.join(''), { 0: float32(1, 2, 3, 4) }));
      }),
      { numRuns: 2000 },
    );
  });

  function expectSound(file: Uint8Array) {
    const value = readOrRefuse(file);
    if (value instanceof CheckpointError) return;
    let held = 0;
    for (const found of tensorsIn(value)) {
      expect(toValues(found)).toHaveLength(
        found.shape.reduce((product, size) => product * size, 1),
      );
      held += found.bytes.length;
    }
    expect(held).toBeLessThanOrEqual(4 * file.length + 65_536);
  }
});

import { assertKind, mustBe } from './_checks.ts';
import { printable, show } from './_show.ts';

/** The values of an array file: the typed array of its dtype. */
export type NpyValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Element types by NumPy's names. */
export type NpyDType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64';

/** The header of an array file. */
export interface NpyHeader {
  readonly dtype: NpyDType;
  /** Row-major; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Offset of the data, in bytes. */
  readonly dataOffset: number;
  /** Length of the data, in bytes; the file ends after it. */
  readonly dataBytes: number;
}

/** An array in memory, row-major. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: NpyValues;
}

const kinds = {
  uint8: { descr: '|u1', array: Uint8Array },
  int8: { descr: '|i1', array: Int8Array },
  uint16: { descr: '<u2', array: Uint16Array },
  int16: { descr: '<i2', array: Int16Array },
  uint32: { descr: '<u4', array: Uint32Array },
  int32: { descr: '<i4', array: Int32Array },
  int64: { descr: '<i8', array: BigInt64Array },
  float32: { descr: '<f4', array: Float32Array },
  float64: { descr: '<f8', array: Float64Array },
} as const satisfies Record<NpyDType, unknown>;

const dtypes = Object.keys(kinds) as NpyDType[];
const magic = '\x93NUMPY';
const maxRank = 32;
/** NumPy's own limit for files that are not trusted. */
const maxHeaderBytes = 10_000;

/**
 * Number of bytes that {@link npyDataOffset} needs.
 * @example
 * ```ts
 * import { npyDataOffset, npyPrefixBytes, writeNpy } from '@ssvaerr/data';
 *
 * const file = writeNpy([3], Float32Array.of(1, 2, 3));
 * console.log(npyPrefixBytes, npyDataOffset(file.subarray(0, npyPrefixBytes))); // 12 128
 * ```
 */
export const npyPrefixBytes = 12;

/** Gives the number of bytes per element. */
export function npyItemBytes(dtype: NpyDType): number {
  return kinds[dtype].array.BYTES_PER_ELEMENT;
}

/**
 * Finds the offset of the data of a `.npy` file, which is also the number of bytes that {@link readNpyHeader}
 * needs.
 *
 * @param prefix The first {@link npyPrefixBytes} bytes of the file, or more.
 * @returns bytes from the start of the file.
 * @throws RangeError if it is not a `.npy` file of version 1, 2 or 3, or its header exceeds 10,000 bytes;
 *   TypeError if `prefix` is not a Uint8Array.
 * @example
 * ```ts
 * import { npyDataOffset, npyPrefixBytes, readNpyHeader, writeNpy } from '@ssvaerr/data';
 *
 * const file = writeNpy([3], Float32Array.of(1, 2, 3));
 * const offset = npyDataOffset(file.subarray(0, npyPrefixBytes)); // the header ends here
 * console.log(offset, readNpyHeader(file.subarray(0, offset)).shape); // 128 [ 3 ]
 * ```
 */
export function npyDataOffset(prefix: Uint8Array): number {
  const where = 'npyDataOffset';
  assertKind(where, 'prefix', prefix, Uint8Array);
  if (prefix.length < npyPrefixBytes) {
    throw mustBe(where, 'prefix', `be at least ${npyPrefixBytes} bytes`, prefix.length);
  }
  const found = latin1(prefix.subarray(0, magic.length));
  if (found !== magic) throw mustBe(where, 'prefix', `begin with ${show(magic)}`, found);
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const [major, minor] = [view.getUint8(6), view.getUint8(7)];
  if (major < 1 || major > 3 || minor !== 0) {
    throw mustBe(where, 'prefix', 'be of format version 1.0, 2.0 or 3.0', `${major}.${minor}`);
  }
  const [start, length] =
    major === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (length > maxHeaderBytes) {
    throw mustBe(where, 'prefix', `announce a header of at most ${maxHeaderBytes} bytes`, length);
  }
  return start + length;
}

/**
 * Reads the header of a `.npy` file, after which any part of the data can be read by offset.
 *
 * @param bytes The file from its start, at least {@link npyDataOffset} bytes.
 * @throws RangeError if the header is truncated or not of NumPy's form, or the array is not a little-endian one
 *   in C order of a known dtype. Arrays of objects are pickles and are never read.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @example
 * ```ts
 * import { readNpyHeader, writeNpy } from '@ssvaerr/data';
 *
 * const file = writeNpy([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
 * const { dtype, shape, dataOffset, dataBytes } = readNpyHeader(file);
 * console.log(dtype, shape, dataOffset, dataBytes); // uint8 [ 2, 3 ] 128 6
 * console.log(file.subarray(dataOffset + 3).join(' ')); // 4 5 6
 * ```
 */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  const where = 'readNpyHeader';
  const dataOffset = npyDataOffset(bytes);
  if (bytes.length < dataOffset) {
    throw mustBe(where, 'bytes', `hold the header of ${dataOffset} bytes`, bytes.length);
  }
  const { descr, order, shape } = parseDictionary(
    where,
    latin1(bytes.subarray(bytes[6] === 1 ? 10 : 12, dataOffset)),
  );
  const dtype = dtypes.find((name) => kinds[name].descr === descr);
  if (!dtype) throw mustBe(where, 'descr', `be one of ${known()}`, `${descr}${hint(descr)}`);
  if (order === 'True') {
    throw mustBe(where, 'fortran_order', 'be False (save np.ascontiguousarray(x))', true);
  }
  const dataBytes = shape.reduce((product, size) => product * size, npyItemBytes(dtype));
  if (!shape.every(Number.isSafeInteger) || !Number.isSafeInteger(dataBytes)) {
    throw mustBe(where, 'shape', 'have a product < 2^53', shape);
  }
  return { dtype, shape, dataOffset, dataBytes };
}

/**
 * Reads a `.npy` file. The values are copied.
 *
 * @param bytes The whole file, without further bytes after it.
 * @throws RangeError as {@link readNpyHeader}, or if the length differs from that of the header.
 * @example
 * ```ts
 * import { readNpy, writeNpy } from '@ssvaerr/data';
 *
 * const { shape, values } = readNpy(writeNpy([2, 2], Uint8Array.of(1, 2, 3, 4)));
 * console.log(shape, values); // [ 2, 2 ] Uint8Array(4) [ 1, 2, 3, 4 ]
 * ```
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const { dtype, shape, dataOffset, dataBytes } = readNpyHeader(bytes);
  if (bytes.length !== dataOffset + dataBytes) {
    throw mustBe('readNpy', 'bytes', `be ${dataOffset + dataBytes} bytes`, bytes.length);
  }
  // Through an own buffer, since the file may lie anywhere in a larger one, unaligned.
  return { shape, values: npyValues(dtype, bytes.slice(dataOffset)) };
}

/**
 * Makes the header of a `.npy` file (version 1.0), byte for byte as NumPy 1.23 and later write it. The data
 * follows it.
 *
 * @param shape At most 32 sizes.
 * @throws RangeError if a size is not an integer >= 0, or the dtype is unknown.
 * @example
 * ```ts
 * import { readNpy, writeNpyHeader } from '@ssvaerr/data';
 *
 * const header = writeNpyHeader('uint8', [2, 2]);
 * const file = Uint8Array.of(...header, 1, 2, 3, 4);
 * console.log(header.length, readNpy(file).values.join(' ')); // 128 1 2 3 4
 * ```
 */
export function writeNpyHeader(dtype: NpyDType, shape: readonly number[]): Uint8Array {
  const where = 'writeNpyHeader';
  if (!dtypes.includes(dtype))
    throw mustBe(where, 'dtype', `be one of ${dtypes.join(', ')}`, dtype);
  if (shape.length > maxRank || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw mustBe(where, 'shape', `be at most ${maxRank} integers >= 0`, shape);
  }
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${kinds[dtype].descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // As NumPy does, leave room for a first size of 21 digits, then pad up to a line feed, which aligns the data
  // to 64 bytes.
  const room = shape.length > 0 ? 21 - String(shape[0]).length : 0;
  const text = dictionary + ' '.repeat(room);
  const total = (Math.floor((10 + text.length + 1) / 64) + 1) * 64;
  const header = new Uint8Array(total).fill(0x20);
  header.set(Uint8Array.from(`${magic}\x01\x00`, (character) => character.charCodeAt(0)));
  new DataView(header.buffer).setUint16(8, total - 10, true);
  header.set(
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
    10,
  );
  header[total - 1] = 0x0a;
  return header;
}

/**
 * Makes a `.npy` file, byte for byte as `np.save` writes it (NumPy 1.23 and later).
 *
 * @param shape Row-major; its product is the number of values.
 * @param values A typed array; its class determines the dtype.
 * @throws RangeError if the values do not fit the shape; TypeError if no dtype fits the array.
 * @example
 * ```ts
 * import { readNpyHeader, writeNpy } from '@ssvaerr/data';
 *
 * const file = writeNpy([2, 3], new Float32Array(6)); // 128 bytes of header, 24 of data
 * console.log(file.length, readNpyHeader(file).dtype); // 152 float32
 * ```
 */
export function writeNpy(shape: readonly number[], values: NpyValues): Uint8Array {
  const where = 'writeNpy';
  const dtype = dtypes.find((name) => values instanceof kinds[name].array);
  if (!dtype) {
    throw new TypeError(`${where}: 'values' must be a typed array, got ${show(values)}.`);
  }
  const header = writeNpyHeader(dtype, shape);
  if (values.length !== shape.reduce((product, size) => product * size, 1)) {
    throw mustBe(where, 'values', `fit shape [${shape}]`, values.length);
  }
  const file = new Uint8Array(header.length + values.byteLength);
  file.set(header);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header.length);
  return file;
}

/** Views `bytes`, which must begin at a multiple of the element size, as the typed array of a dtype. */
export function npyValues(dtype: NpyDType, bytes: Uint8Array): NpyValues {
  const { array } = kinds[dtype];
  return new array(
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset,
    bytes.length / array.BYTES_PER_ELEMENT,
  );
}

/** Matches a key and its value: a string, a word, a tuple of integers, or a list, which only records have. */
const entry =
  /\s*(['"])(\w+)\1\s*:\s*((['"])[^'"]*\4|True|False|\([\dL,\s]*\)|\[.*\])\s*(?:,|(?=\}))/gy;

/** Matches a tuple of integers; Python 2 wrote `3L`. */
const tuple = /^\(\s*(?:\d+L?\s*(?:,\s*\d+L?\s*)*,?\s*)?\)$/;

/** Parses the Python dictionary of a header: these three keys, each once, in any order, and nothing else. */
function parseDictionary(where: string, text: string) {
  const fields = new Map<string, string>();
  let entries = 0;
  const rest = text.slice(1).replace(entry, (_all, _quote, key, value) => {
    fields.set(key, value);
    entries++;
    return '';
  });
  const [descr = '', order = '', shape = ''] = ['descr', 'fortran_order', 'shape'].map((key) =>
    fields.get(key),
  );
  const sizes = shape.match(/\d+/g) ?? [];
  const isDictionary = text[0] === '{' && /^\s*\}\s*$/.test(rest) && entries === 3;
  const isHeader = /^['"[]/.test(descr) && /^(True|False)$/.test(order) && tuple.test(shape);
  if (!isDictionary || !isHeader || sizes.length > maxRank) {
    throw mustBe(where, 'header', 'be {descr, fortran_order, shape}', text.trim());
  }
  return { descr: descr.replace(/^['"]|['"]$/g, ''), order, shape: sizes.map(Number) };
}

function known(): string {
  return dtypes.map((name) => `${kinds[name].descr} (${name})`).join(', ');
}

/** Tells what to do about a dtype that is not read. */
function hint(descr: string): string {
  if (descr.includes('O')) return ' (objects are pickles)';
  if (descr.startsWith('>')) return ` (big-endian: save x.astype('<${printable(descr.slice(1))}'))`;
  return descr.startsWith('[') ? ' (records)' : '';
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

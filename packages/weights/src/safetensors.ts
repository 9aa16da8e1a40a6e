import { type Json, parseHeaderJson } from './_json.ts';
import { assertBytes, Reader } from './_reader.ts';
import { encodeUtf8, printable, quote } from './_text.ts';
import { CheckpointError } from './checkpoint-error.ts';
import {
  assertStoredTensor,
  type DType,
  elementCount,
  itemSize,
  type StoredTensor,
} from './stored-tensor.ts';

/** Content of a safetensors file. */
export interface Safetensors {
  /** Tensors by name, in the order of the file's data. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The file's `__metadata__`: arbitrary text by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The limit of the format. */
const maxHeaderBytes = 100_000_000;
const metadataKey = '__metadata__';

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file without copying: the tensors are views of `bytes`.
 *
 * The file must follow the format exactly: the header is a JSON object without duplicate keys; the tensors have known types
 * and the sizes of their shapes, and cover the rest of the file without gaps, overlaps or trailing bytes.
 *
 * @param bytes the whole file.
 * @throws CheckpointError if the file breaks one of these rules; TypeError if `bytes` is neither a `Uint8Array` nor an
 *   `ArrayBuffer`.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * import { fromValues, readSafetensors, writeSafetensors } from '@ssvaerr/weights';
 *
 * const file = writeSafetensors(new Map([['bias', fromValues([2], Float32Array.of(1, 2))]]));
 * const { tensors } = readSafetensors(file);
 * console.log(tensors.get('bias')?.dtype, tensors.get('bias')?.shape); // F32 [ 2 ]
 * ```
 */
export function readSafetensors(bytes: Uint8Array | ArrayBuffer): Safetensors {
  const where = 'readSafetensors';
  const reader = new Reader(where, assertBytes(where, bytes));
  const headerBytes = reader.uint64('header length');
  if (headerBytes > maxHeaderBytes) {
    throw reader.error('header length', `at most ${maxHeaderBytes}`, `${headerBytes}`);
  }
  const text = reader.utf8(headerBytes, 'header');
  if (text[0] !== '{') throw reader.error('header', "'{' first", quote(text.slice(0, 1)));
  const header = new Map(parseHeaderJson(where, text) as ReadonlyMap<string, Json>);

  const metadata = readMetadata(where, header.get(metadataKey));
  header.delete(metadataKey);
  const entries = [...header].map(([name, value]) => readEntry(where, name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);

  const tensors = new Map<string, StoredTensor>();
  const start = reader.position;
  for (const { name, dtype, shape, begin, end } of entries) {
    // Each begins where the previous one ends: no gap, no overlap.
    const expected = reader.position - start;
    if (begin !== expected) {
      throw reader.error(`data of ${quote(name)}`, `begin ${expected}`, `${begin}`);
    }
    tensors.set(name, { dtype, shape, bytes: reader.take(end - begin, `data of ${quote(name)}`) });
  }
  const trailing = reader.bytes.length - reader.position;
  if (trailing > 0) throw reader.error('data', 'no bytes after the last tensor', `${trailing}`);
  return { tensors, metadata };
}

/**
 * Writes a safetensors file. The same tensors and metadata give the same bytes in any order: tensors are sorted by type like
 * the reference writer's (widest first, so that each is aligned), then by name; metadata is sorted by key; the header is
 * padded with spaces to a multiple of 8 bytes.
 *
 * @param tensors by name; `__metadata__` is not allowed as a name.
 * @param metadata arbitrary text by key. Default none.
 * @returns the whole file.
 * @throws RangeError if a tensor's bytes do not fit its dtype and shape, a name is `__metadata__` or the header exceeds
 *   100 MB; TypeError if a metadata value is not a string.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * import { fromValues, readSafetensors, writeSafetensors } from '@ssvaerr/weights';
 *
 * const tensors = new Map([['bias', fromValues([2], Float32Array.of(1, 2))]]);
 * const file = writeSafetensors(tensors, new Map([['activation', 'relu']]));
 * console.log(readSafetensors(file).metadata.get('activation')); // relu
 * ```
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const where = 'writeSafetensors';
  for (const [name, tensor] of tensors) {
    if (name === metadataKey) {
      throw new RangeError(`${where}: 'tensors' must not be named ${metadataKey}, got one.`);
    }
    assertStoredTensor(where, printable(name), tensor);
  }
  for (const [key, value] of metadata) {
    if (typeof value !== 'string') {
      throw new TypeError(
        `${where}: 'metadata' must hold strings, got ${typeof value} at ${quote(key)}.`,
      );
    }
  }

  const order = Object.keys(itemSize);
  const sorted = [...tensors].sort(
    ([a, { dtype: x }], [b, { dtype: y }]) => order.indexOf(x) - order.indexOf(y) || compare(a, b),
  );
  // Written piece by piece, since an object would put integer-like names first and lose `__proto__`.
  const fields: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].sort(([a], [b]) => compare(a, b));
    const texts = pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    fields.push(`"${metadataKey}":{${texts.join()}}`);
  }
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of sorted) {
    const begin = end;
    end += bytes.length;
    const entry = { dtype, shape, data_offsets: [begin, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const header = encodeUtf8(`{${fields.join()}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  if (headerBytes > maxHeaderBytes) {
    throw new RangeError(
      `${where}: 'tensors' must need a header of at most ${maxHeaderBytes} bytes, got ${headerBytes}.`,
    );
  }

  const file = new Uint8Array(8 + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const [, { bytes }] of sorted) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function readMetadata(where: string, value: Json | undefined): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  const error = (got: string) =>
    new CheckpointError(where, metadataKey, 'an object of strings', got);
  if (!(value instanceof Map)) throw error('another value');
  for (const [key, text] of value) {
    if (typeof text !== 'string') throw error(`a non-string at ${quote(key)}`);
  }
  return value;
}

function readEntry(where: string, name: string, value: Json): Entry {
  const error = (what: string, expected: string, got: string) =>
    new CheckpointError(where, `${what} of ${quote(name)}`, expected, got);

  const fields = value instanceof Map ? [...value.keys()].sort().join(', ') : 'a non-object';
  if (fields !== 'data_offsets, dtype, shape') {
    throw error('fields', 'data_offsets, dtype, shape', printable(fields));
  }
  const entry = value as ReadonlyMap<string, Json>;
  const dtype = entry.get('dtype');
  if (!isDType(dtype)) {
    const got = typeof dtype === 'string' ? quote(dtype) : 'a non-string';
    throw error('dtype', Object.keys(itemSize).join(', '), got);
  }
  const shape = entry.get('shape');
  const count = isIntegers(shape) ? elementCount(shape) : undefined;
  if (!isIntegers(shape) || count === undefined) {
    throw error('shape', 'integers with a product <= 2^53 - 1', 'another value');
  }
  const offsets = entry.get('data_offsets');
  if (!isIntegers(offsets) || offsets.length !== 2) {
    throw error('data_offsets', 'two integers', 'another value');
  }
  const [begin, end] = offsets as [number, number];
  const size = count * itemSize[dtype];
  if (end - begin !== size) {
    throw error('data_offsets', `${size} bytes for ${dtype} [${shape}]`, `[${begin}, ${end}]`);
  }
  return { name, dtype, shape, begin, end };
}

function isDType(value: Json | undefined): value is DType {
  return typeof value === 'string' && Object.hasOwn(itemSize, value);
}

function isIntegers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** Compares by UTF-16 units, the same on every platform. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

import { describe } from './_describe.ts';
import { opcode } from './_opcodes.ts';
import { unpickle } from './_pickle.ts';
import { assertBytes, Reader } from './_reader.ts';
import { hex, quote } from './_text.ts';
import { TorchObjects } from './_torch-objects.ts';
import { readStoredZip } from './_zip.ts';
import type { CheckpointValue } from './checkpoint-value.ts';
import { itemSize } from './stored-tensor.ts';

const where = 'readTorchCheckpoint';
const zipByte = 0x50; // the P of PK
const legacyMagic = 0x1950a86a20f9469cfc6cn;
const legacyProtocol = 1001;

/**
 * Reads a file written by `torch.save` (`.pth`, `.pt`, `.ckpt`) without running its code, in the zip format or the one before
 * PyTorch 1.6. The pickle inside may use only the names that a checkpoint of weights needs; any other is refused by its full
 * name.
 *
 * Tensors are row-major for any strides, and views of `bytes` where possible. Together they may hold at most 4 times the bytes
 * of the file plus 64 kB. Attributes of objects are dropped.
 *
 * @param bytes the whole file.
 * @returns the saved object, usually a map of names to tensors: see `findStateDict`.
 * @throws CheckpointError if the file is damaged or uses a name that is not on the allow-list; TypeError if `bytes` is neither a
 *   `Uint8Array` nor an `ArrayBuffer`.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readTorchCheckpoint } from '@ssvaerr/weights';
 *
 * // A DINO checkpoint written by torch.save. In a browser: `await file.arrayBuffer()`.
 * const path = '../../../fixtures/golden/10_checkpoint_w1/dino.pth';
 * const checkpoint = readTorchCheckpoint(readFileSync(new URL(path, import.meta.url)));
 * console.log(checkpoint instanceof Map && [...checkpoint.keys()].includes('teacher')); // true
 * ```
 */
export function readTorchCheckpoint(bytes: Uint8Array | ArrayBuffer): CheckpointValue {
  const reader = new Reader(where, assertBytes(where, bytes));
  const first = reader.uint8('file');
  reader.position = 0;
  if (first === zipByte) return readZip(reader);
  if (first === opcode.PROTO) return readLegacy(reader);
  const expected = `${hex(zipByte, 2)} (zip archive) or ${hex(opcode.PROTO, 2)} (pickle)`;
  throw reader.error('first byte', expected, hex(first, 2));
}

/** Reads a zip archive of `NAME/data.pkl` and, for each storage, `NAME/data/KEY`. */
function readZip(reader: Reader): CheckpointValue {
  const entries = readStoredZip(where, reader.bytes);
  const pickles = [...entries.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw reader.error('zip archive', 'one NAME/data.pkl', `${pickles.length}`);
  }
  const root = pickle.slice(0, -'data.pkl'.length);
  const byteOrder = entries.get(`${root}byteorder`);
  if (byteOrder) {
    const text = new Reader(where, byteOrder).utf8(byteOrder.length, 'byte order');
    if (text !== 'little') throw reader.error('byte order', "'little'", quote(text));
  }

  const objects = new TorchObjects(where, reader.bytes.length);
  const pickleReader = new Reader(where, entries.get(pickle)!);
  const value = unpickle(pickleReader, objects);
  expectEnd(pickleReader, 'pickle');
  for (const [key, storage] of objects.storages) {
    const data = entries.get(`${root}data/${key}`);
    const size = storage.count * itemSize[storage.dtype];
    if (data?.length !== size) {
      throw reader.error(`storage ${quote(key)}`, `${size} bytes`, `${data?.length ?? 'no entry'}`);
    }
    storage.bytes = data;
  }
  objects.finish();
  return value;
}

/**
 * Reads a sequence of pickles: magic, protocol, machine, the object, the list of storage keys. Then, in the order of that
 * list, come the storages, each as its element count (int64) and its elements.
 */
function readLegacy(reader: Reader): CheckpointValue {
  const objects = new TorchObjects(where, reader.bytes.length);
  const magic = unpickle(reader, objects);
  if (magic !== legacyMagic) {
    throw reader.error('magic number', `${legacyMagic}`, describe(magic));
  }
  const protocol = unpickle(reader, objects);
  if (protocol !== legacyProtocol) {
    throw reader.error('protocol', `${legacyProtocol}`, describe(protocol));
  }
  const machine = unpickle(reader, objects);
  const littleEndian = machine instanceof Map ? machine.get('little_endian') : undefined;
  if (littleEndian !== true) {
    throw reader.error('little_endian', 'true', describe(littleEndian));
  }

  const value = unpickle(reader, objects);
  const keys = unpickle(reader, objects);
  const missing = new Map(objects.storages);
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = missing.get(key);
    if (!storage) throw reader.error('storage keys', 'each key of the pickle once', describe(key));
    missing.delete(key);
    const count = reader.uint64(`storage ${quote(key)}`);
    if (count !== storage.count) {
      throw reader.error(`storage ${quote(key)}`, `${storage.count} elements`, `${count}`);
    }
    storage.bytes = reader.take(count * itemSize[storage.dtype], `storage ${quote(key)}`);
  }
  if (missing.size > 0) {
    throw reader.error('storage keys', 'each key of the pickle once', `${missing.size} fewer`);
  }
  expectEnd(reader, 'file');
  objects.finish();
  return value;
}

function expectEnd(reader: Reader, what: string): void {
  const left = reader.bytes.length - reader.position;
  if (left > 0) throw reader.error(`${what} after the end`, 'no bytes', `${left}`);
}

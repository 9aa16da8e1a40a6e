import {
  type NpyDType,
  npyDataOffset,
  npyItemBytes,
  npyPrefixBytes,
  readNpyHeader,
} from '../npy.ts';
import type { OpenFile } from './_open-inside.ts';
import { StoreError } from './store-error.ts';

/** The content that a `.npy` file of a store must have. */
export interface Expected {
  readonly dtype: NpyDType;
  /** The first size is the number of rows; undefined: any. */
  readonly shape: readonly [rows: number | undefined, ...row: number[]];
}

/** The position of the rows in a file. */
export interface Rows {
  readonly offset: number;
  readonly rowBytes: number;
  readonly count: number;
}

/** NumPy pads the header of an array with few axes to this length. */
const usualHeaderBytes = 128;

/** Reads the header and checks it and the file's length against the expected ones. */
export async function readHeader(file: OpenFile, { dtype, shape }: Expected): Promise<Rows> {
  let bytes = await readFully(file, 0, Math.min(usualHeaderBytes, file.bytes));
  try {
    if (bytes.length >= npyPrefixBytes) {
      const needed = Math.min(npyDataOffset(bytes), file.bytes);
      if (needed > bytes.length) bytes = await readFully(file, 0, needed);
    }
    const header = readNpyHeader(bytes);
    const [rows = header.shape[0], ...row] = shape;
    if (header.dtype !== dtype || header.shape.join() !== [rows, ...row].join()) {
      const sizes = [shape[0] ?? 'rows', ...row].join(', ');
      throw new StoreError(
        file.name,
        `must hold ${dtype} [${sizes}], got ${header.dtype} [${header.shape.join(', ')}].`,
      );
    }
    const expected = header.dataOffset + header.dataBytes;
    if (file.bytes !== expected) {
      const what = file.bytes < expected ? 'it is truncated' : 'something was appended';
      throw new StoreError(
        file.name,
        `must have ${expected} bytes, got ${file.bytes}: ${what}. Create it again.`,
      );
    }
    const rowBytes = row.reduce((product, size) => product * size, npyItemBytes(dtype));
    return { offset: header.dataOffset, rowBytes, count: header.shape[0] as number };
  } catch (error) {
    if (error instanceof RangeError) {
      throw new StoreError(file.name, `is damaged. ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Reads rows `start .. start + count - 1` by offset, and no other part of the file. */
export function readRows(
  file: OpenFile,
  { offset, rowBytes }: Rows,
  start: number,
  count: number,
): Promise<Uint8Array> {
  return readFully(file, offset + start * rowBytes, count * rowBytes);
}

async function readFully(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new StoreError(file.name, 'became shorter while it was being read.');
    done += bytesRead;
  }
  return bytes;
}

import { decodeUtf8 } from './_text.ts';
import { CheckpointError } from './checkpoint-error.ts';

/** A cursor over bytes that never reads past their end. Integers are little-endian. */
export class Reader {
  /** The public function that reads, for messages. */
  readonly where: string;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  position: number;

  constructor(where: string, bytes: Uint8Array, position = 0) {
    this.where = where;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  error(what: string, expected: string, got: string): CheckpointError {
    return new CheckpointError(this.where, what, expected, got);
  }

  /** Returns the next `count` bytes as a view; `what` names them in the message. */
  take(count: number, what: string): Uint8Array {
    return this.bytes.subarray(this.#advance(count, what), this.position);
  }

  uint8(what: string): number {
    return this.#view.getUint8(this.#advance(1, what));
  }

  uint16(what: string): number {
    return this.#view.getUint16(this.#advance(2, what), true);
  }

  uint32(what: string): number {
    return this.#view.getUint32(this.#advance(4, what), true);
  }

  int32(what: string): number {
    return this.#view.getInt32(this.#advance(4, what), true);
  }

  /** Reads a 64-bit count or offset; one beyond 2^53 - 1 cannot be valid in this file. */
  uint64(what: string): number {
    const value = this.#view.getBigUint64(this.#advance(8, what), true);
    if (value > Number.MAX_SAFE_INTEGER) throw this.error(what, 'at most 2^53 - 1', `${value}`);
    return Number(value);
  }

  /** Reads a big-endian number, as pickles write it. */
  float64(what: string): number {
    return this.#view.getFloat64(this.#advance(8, what), false);
  }

  utf8(count: number, what: string): string {
    const text = decodeUtf8(this.take(count, what));
    if (text === undefined) throw this.error(what, 'UTF-8', 'other bytes');
    return text;
  }

  /** Reads the text up to the next line feed, which is consumed. */
  line(what: string): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw this.error(what, 'a line', 'the end of the file');
    const text = this.utf8(end - this.position, what);
    this.position += 1;
    return text;
  }

  #advance(count: number, what: string): number {
    const from = this.position;
    const left = this.bytes.length - from;
    if (!(count <= left)) {
      throw this.error(what, `${count} bytes at byte ${from}`, `${Math.max(0, left)}`);
    }
    this.position = from + count;
    return from;
  }
}

/** Checks the argument of a reading function and returns a plain `Uint8Array` (no Node `Buffer`) on the same memory. */
export function assertBytes(where: string, bytes: Uint8Array | ArrayBuffer): Uint8Array {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  if (bytes instanceof Uint8Array) {
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  throw new TypeError(
    `${where}: 'bytes' must be a Uint8Array or an ArrayBuffer, got ${typeof bytes}.`,
  );
}

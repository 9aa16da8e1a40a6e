const text = new TextEncoder();

/**
 * Writes one protobuf message: `field number, value` pairs in any order, as little as ONNX needs
 * (varints, 32-bit floats, bytes, strings, nested messages).
 * Encoding: https://protobuf.dev/programming-guides/encoding
 */
export class Message {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** A non-negative or negative safe integer; negative ones take ten bytes, as int64 does. */
  int(field: number, value: number | bigint): this {
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    const at = this.#grow(4);
    new DataView(this.#bytes.buffer).setFloat32(at, value, true);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, text.encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  /** The bytes so far (a view, not a copy). */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      const at = this.#grow(1);
      this.#bytes[at] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    const at = this.#grow(1);
    this.#bytes[at] = Number(rest);
  }

  /** Makes room for `count` bytes and returns where they start. */
  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}

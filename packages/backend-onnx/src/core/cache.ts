/** A cached value, disposed when it leaves the cache. */
interface Cached {
  /** Estimated size. */
  readonly bytes: number;
  dispose(): void;
}

interface Limits {
  /** Largest number of values. */
  readonly count: number;
  /** Largest size of all values together; the newest {@link ALWAYS} stay even above it. */
  readonly bytes: number;
}

/** A program that alternates between a few large steps must not compile them again and again. */
const ALWAYS = 4;

/** Values by key, within limits; the one unused for longest goes first, and is disposed. */
export class Cache<V extends Cached> {
  readonly #entries = new Map<string, V>();
  readonly #limits: Limits;
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, make: () => V): V {
    let value = this.#entries.get(key);
    if (value) this.#entries.delete(key);
    else {
      value = make();
      this.#bytes += value.bytes;
    }
    this.#entries.set(key, value); // a Map keeps the order of insertion
    for (const [oldest, unused] of this.#entries) {
      if (!this.#isOverfull()) break;
      this.#entries.delete(oldest);
      this.#bytes -= unused.bytes;
      unused.dispose();
    }
    return value;
  }

  clear(): void {
    for (const value of this.#entries.values()) value.dispose();
    this.#entries.clear();
    this.#bytes = 0;
  }

  #isOverfull(): boolean {
    const { count, bytes } = this.#limits;
    return this.size > count || (this.size > ALWAYS && this.#bytes > bytes);
  }
}

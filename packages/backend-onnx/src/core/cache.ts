/** At most `capacity` values by key; the one unused for longest goes first, and is disposed. */
export class Cache<V extends { dispose(): void }> {
  readonly #entries = new Map<string, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, make: () => V): V {
    let value = this.#entries.get(key);
    if (value) this.#entries.delete(key);
    value ??= make();
    this.#entries.set(key, value); // a Map keeps the order of insertion
    for (const [oldest, unused] of this.#entries) {
      if (this.#entries.size <= this.#capacity) break;
      this.#entries.delete(oldest);
      unused.dispose();
    }
    return value;
  }

  clear(): void {
    for (const value of this.#entries.values()) value.dispose();
    this.#entries.clear();
  }
}

/** An async iterable that is fed from outside: a push is over when what was pushed has been used. */
export class PushStream<T> implements AsyncIterable<T> {
  readonly #waiting: { readonly item: T; readonly used: () => void }[] = [];
  #wake = () => {};
  #ended = false;

  /** Hands over an item, and waits until the reader asks for the next one, or has gone. */
  push(item: T): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) return resolve();
      this.#waiting.push({ item, used: resolve });
      this.#wake();
    });
  }

  /** There will be no more. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next) {
          try {
            yield next.item;
          } finally {
            next.used();
          }
        } else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      this.#ended = true; // who pushes now, pushes to nobody
      for (const { used } of this.#waiting) used();
    }
  }
}

/** An async iterable whose items are pushed into it. A push ends when the reader has used the item. */
export class PushStream<T> implements AsyncIterable<T> {
  readonly #waiting: { readonly item: T; readonly used: () => void }[] = [];
  #wake = () => {};
  #ended = false;

  /** Hands over an item, and waits until the reader asks for the next one or has stopped. */
  push(item: T): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) return resolve();
      this.#waiting.push({ item, used: resolve });
      this.#wake();
    });
  }

  /** Ends the iteration after the items that were pushed. */
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
      this.#ended = true; // later pushes end at once
      for (const { used } of this.#waiting) used();
    }
  }
}

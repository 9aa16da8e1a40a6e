import * as tf from '@tensorflow/tfjs-core';
import { Backend } from '../backend.ts';

/** Records for export. Tensors of other backends come here to be used; they can go back. */
export class RecordingBackend extends Backend {
  readonly #moved = new Set<object>();

  override move(dataId: object, ...rest: Rest<Parameters<Backend['move']>>): void {
    this.#moved.add(dataId);
    super.move(dataId, ...rest);
  }

  /** Gives what came here, and was not disposed, to another backend. */
  handOver(to: tf.KernelBackend): void {
    for (const dataId of this.#moved) {
      if (this.holds({ dataId })) tf.engine().moveData(to, dataId);
    }
    this.#moved.clear();
  }
}

type Rest<T extends readonly unknown[]> = T extends [unknown, ...infer R] ? R : never;

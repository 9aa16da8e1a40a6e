import type { Network } from '@ssvaerr/backbone';
import { unitPixels } from '@ssvaerr/data';
import * as tf from '@tensorflow/tfjs-core';
import { affectOf } from './affect-of.ts';
import { type Normalization, normalized } from './normalization.ts';
import { PushStream } from './push-stream.ts';

/** Frames of one call of the encoder. */
const chunk = 64;

/**
 * What a network says of consecutive crops that come one by one. A few dozen are kept at a time, and the
 * features of all: the network looks ahead and back over the whole stretch.
 */
export class StretchPredictor {
  readonly #pieces = new PushStream<tf.Tensor4D>();
  readonly #output: Promise<tf.Tensor3D>;
  readonly #pixel: Normalization;
  readonly #side: number;
  #waiting: Uint8Array[] = [];

  /** @param side of the crops, in pixels. */
  constructor(model: Network, side: number, pixel: Normalization) {
    [this.#side, this.#pixel] = [side, pixel];
    this.#output = model.forwardVideo(this.#pieces, { chunk });
    this.#output.catch(() => {}); // told by `finish`
  }

  async push(crop: Uint8Array): Promise<void> {
    if (this.#waiting.push(crop) >= chunk) await this.#flush();
  }

  /** @returns `[frames]` each, in [-1, 1]. */
  async finish(): Promise<{ arousal: Float32Array; valence: Float32Array }> {
    if (this.#waiting.length > 0) await this.#flush();
    this.#pieces.end();
    return affectOf(await this.#output);
  }

  /** Lets go of everything; nothing may follow. */
  abandon(): void {
    this.#pieces.end();
    this.#output.then(tf.dispose, () => {});
  }

  async #flush(): Promise<void> {
    const [crops, side] = [this.#waiting, this.#side];
    this.#waiting = [];
    const pixels = new Float32Array(crops.length * side * side);
    crops.forEach((crop, t) => {
      pixels.set(unitPixels(crop), t * side * side);
    });
    const piece = tf.tidy(() =>
      normalized(tf.tensor4d(pixels, [crops.length, side, side, 1]), this.#pixel),
    );
    await this.#pieces.push(piece);
    piece.dispose();
  }
}

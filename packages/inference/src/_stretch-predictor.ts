import { Buffer } from 'node:buffer';
import type { Network } from '@ssvaerr/backbone';
import { type Shaped, unitPixels } from '@ssvaerr/data';
import * as tf from '@tensorflow/tfjs-core';
import { affectOf } from './_affect-of.ts';
import { movedBack } from './_moved-back.ts';
import { PushStream } from './_push-stream.ts';
import { framesOf } from './frames-of.ts';
import type { Normalization } from './normalization.ts';

/** Frames per call of the encoder. */
const chunk = 64;

/**
 * Predicts a sequence of crops that arrive one by one. It holds at most `chunk` crops, and the features of all: the
 * network looks ahead and back over the whole sequence.
 */
export class StretchPredictor {
  readonly #pieces = new PushStream<Shaped>();
  readonly #output: Promise<tf.Tensor3D>;
  readonly #side: number;
  readonly #delay: number;
  #waiting: Uint8Array[] = [];

  /**
   * @param side Side of the crops, in pixels.
   * @param delay Frames by which predictions are moved back.
   */
  constructor(model: Network, side: number, pixel: Normalization, delay = 0) {
    this.#side = side;
    this.#delay = delay;
    this.#output = model.forwardVideo(framesOf(this.#pieces, pixel), { chunk });
    this.#output.catch(() => {}); // `finish` throws it
  }

  /** Adds a crop: `side * side` gray bytes. */
  async push(crop: Uint8Array): Promise<void> {
    if (this.#waiting.push(crop) >= chunk) await this.#flush();
  }

  /** @returns `[frames]` each, in [-1, 1]. */
  async finish(): Promise<{ arousal: Float32Array; valence: Float32Array }> {
    if (this.#waiting.length > 0) await this.#flush();
    this.#pieces.end();
    const { arousal, valence } = await affectOf(await this.#output);
    return { arousal: movedBack(arousal, this.#delay), valence: movedBack(valence, this.#delay) };
  }

  /** Releases everything. No call may follow. */
  abandon(): void {
    this.#pieces.end();
    this.#output.then(tf.dispose, () => {});
  }

  async #flush(): Promise<void> {
    const [crops, side] = [this.#waiting, this.#side];
    this.#waiting = [];
    const shape = [1, crops.length, side, side, 1];
    await this.#pieces.push({ shape, values: unitPixels(Buffer.concat(crops)) });
  }
}

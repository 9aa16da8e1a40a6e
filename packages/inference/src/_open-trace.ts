import type { Box } from '@ssvaerr/face';
import { KeptCrops } from './_kept-crops.ts';
import type { StretchPredictor } from './_stretch-predictor.ts';
import type { FaceTrace } from './video-prediction.ts';

const thumbnailsShown = 8;

/** A face in one frame. */
interface Seen {
  readonly crop: Uint8Array;
  readonly quality: number;
  readonly box: Box;
}

/** Collects the trace of one face while its video is read. */
export class OpenTrace {
  /** The last frame in which the face was seen. */
  last = -2;
  /** Number of frames in which the face was seen. */
  seen = 0;
  #track = -1;
  #start = 0;
  #stretch: StretchPredictor | undefined;
  readonly #values: {
    readonly start: number;
    readonly arousal: Float32Array;
    readonly valence: Float32Array;
  }[] = [];
  readonly #quality: number[] = [];
  readonly #boxes: (Box | undefined)[] = [];
  readonly #crops = new KeptCrops();

  /** Whether a face of this track continues the open stretch. */
  continues(index: number, track: number): boolean {
    return this.#stretch !== undefined && index === this.last + 1 && track === this.#track;
  }

  beginStretch(index: number, track: number, stretch: StretchPredictor): void {
    [this.#start, this.#track, this.#stretch] = [index, track, stretch];
  }

  async push(index: number, { crop, quality, box }: Seen): Promise<void> {
    this.#quality[index] = quality;
    this.#boxes[index] = box;
    this.#crops.offer(index, crop);
    this.last = index;
    this.seen++;
    await this.#stretch!.push(crop);
  }

  async endStretch(): Promise<void> {
    const stretch = this.#stretch;
    if (!stretch) return;
    this.#stretch = undefined;
    this.#values.push({ start: this.#start, ...(await stretch.finish()) });
  }

  abandon(): void {
    this.#stretch?.abandon();
  }

  /** @param frames Frames of the whole video. */
  close(frames: number): FaceTrace {
    const [arousal, valence] = [0, 1].map(() => new Float32Array(frames).fill(Number.NaN)) as [
      Float32Array,
      Float32Array,
    ];
    for (const values of this.#values) {
      arousal.set(values.arousal, values.start);
      valence.set(values.valence, values.start);
    }
    const quality = Float32Array.from({ length: frames }, (_, i) => this.#quality[i] ?? 0);
    const boxes = Array.from({ length: frames }, (_, i) => this.#boxes[i]);
    const thumbnails = this.#crops.spread(thumbnailsShown, frames);
    return { arousal, valence, quality, boxes, thumbnails };
  }
}

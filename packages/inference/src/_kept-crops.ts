/** A crop of a face. */
export interface KeptCrop {
  /** The frame of the video that it is from. */
  readonly frame: number;
  /** `[side, side]`, gray. */
  readonly crop: Uint8Array;
}

/** Keeps a few evenly spaced crops of a video whose length is not known in advance. */
export class KeptCrops {
  readonly #most: number;
  #every = 1;
  #kept: KeptCrop[] = [];

  constructor(most = 64) {
    this.#most = most;
  }

  /** Keeps the crop, or not. */
  offer(frame: number, crop: Uint8Array): void {
    if (frame % this.#every !== 0) return;
    this.#kept.push({ frame, crop });
    while (this.#kept.length > this.#most) {
      this.#every *= 2;
      this.#kept = this.#kept.filter((kept) => kept.frame % this.#every === 0);
    }
  }

  /** Gives the crops nearest to the centers of `count` equal parts of `frames` frames, each at most once. */
  spread(count: number, frames: number): KeptCrop[] {
    const chosen = Array.from({ length: count }, (_, i) => {
      const [begin, end] = [(i * frames) / count, ((i + 1) * frames) / count];
      const middle = (begin + end) / 2;
      const near = this.#kept.filter(({ frame }) => frame >= begin && frame < end);
      return near.sort((a, b) => Math.abs(a.frame - middle) - Math.abs(b.frame - middle))[0];
    });
    return [...new Set(chosen.filter((kept) => kept !== undefined))];
  }
}

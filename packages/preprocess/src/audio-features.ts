import type { AudioInfo } from '@ssvaerr/data';

/** Audio features that a store can hold, as targets of LiRA. */
export interface AudioFeatures {
  /** Name, rate and width of the features, as `dataset.json` holds them. */
  readonly info: AudioInfo;
  /** Rows of context: audio further away than this many rows does not change a row. */
  readonly context: number;
  /**
   * Computes features.
   *
   * @param samples `[n]` samples at 16 kHz in [-1, 1].
   * @returns float32 `[ceil(n rate / 16000), features]`.
   */
  of(samples: Float32Array): Promise<Float32Array>;
}

import type { AudioInfo } from '@ssvaerr/data';

/** Features of sound that a store can hold: what LiRA predicts. */
export interface AudioFeatures {
  readonly info: AudioInfo;
  /** Rows: beyond so many before and after it, what is heard does not matter to a row. */
  readonly context: number;
  /** `[n]` samples at 16 kHz in [-1, 1] to `[ceil(n rate / 16000), features]`. */
  of(samples: Float32Array): Promise<Float32Array>;
}

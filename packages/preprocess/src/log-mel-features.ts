import { LogMelStream } from '@ssvaerr/audio';
import type { AudioFeatures } from './audio-features.ts';

/** Samples per call of the engine, one second. The length is always the same: an engine compiles each one anew. */
const pieceLength = 16_000;
const info = { kind: 'log-mel', rate: 100, features: 80 } as const;

/**
 * Computes log-mel energies on TF.js's current backend: 80 numbers per row, 100 rows per second.
 *
 * @example
 * ```ts
 * import { logMelFeatures } from '@ssvaerr/preprocess';
 * import '@tensorflow/tfjs';
 *
 * const second = Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin(i / 4));
 * const rows = await logMelFeatures.of(second); // row by row
 * const { rate, features } = logMelFeatures.info;
 * console.log(rate, features, rows.length); // 100 80 8000
 * ```
 */
export const logMelFeatures: AudioFeatures = {
  info,
  context: 1,
  async of(samples) {
    const values = new Float32Array(
      Math.ceil((samples.length * info.rate) / 16_000) * info.features,
    );
    const stream = new LogMelStream();
    let filled = 0;
    for (let start = 0; filled < values.length; start += pieceLength) {
      const piece = new Float32Array(pieceLength); // padded with silence at the end
      piece.set(samples.subarray(start, start + pieceLength));
      const rows = stream.push(piece);
      const more = (await rows.data()) as Float32Array;
      rows.dispose();
      values.set(more.subarray(0, values.length - filled), filled);
      filled += more.length;
    }
    return values;
  },
};

import { LogMelStream } from '@ssvaerr/audio';
import type { AudioFeatures } from './audio-features.ts';

/** Samples per call of the engine, one second. The length is always the same: an engine compiles each one anew. */
const pieceLength = 16_000;
const info = { kind: 'log-mel', rate: 100, features: 80 } as const;

/**
 * Log-mel energies: 80 numbers per row, 100 rows per second, computed on TF.js's current backend.
 *
 * @example
 * const rows = await logMelFeatures.of(samples); // [n / 160, 80], row by row
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

import { LogMelStream } from '@ssvaerr/audio';
import type { AudioFeatures } from './audio-features.ts';

/** Samples that go to the engine at once, a second, whatever is left: it makes a program for each length. */
const pieceLength = 16_000;
const info = { kind: 'log-mel', rate: 100, features: 80 } as const;

/** Log-mel energies, 80 numbers 100 times a second, computed on TF.js's engine. */
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
      const piece = new Float32Array(pieceLength); // after the sound there is silence
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

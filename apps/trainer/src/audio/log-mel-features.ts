import { logMel } from '@ssvaerr/audio';
import * as tf from '@tensorflow/tfjs';
import type { AudioFeatures } from './audio-features.ts';

/** Log-mel energies, 80 numbers 100 times a second, computed on TF.js's engine. */
export const logMelFeatures: AudioFeatures = {
  info: { kind: 'log-mel', rate: 100, features: 80 },
  async of(samples) {
    const rows = tf.tidy(() => logMel(tf.tensor1d(samples)));
    const values = (await rows.data()) as Float32Array;
    rows.dispose();
    return values;
  },
};

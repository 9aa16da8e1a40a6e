/** Vitest setup of every package: TF.js with gradients on the cpu backend, and the matcher. */
import * as tf from '@tensorflow/tfjs';
import './to-be-allclose.ts';

tf.env().set('IS_TEST', true); // no banners
await tf.setBackend('cpu');

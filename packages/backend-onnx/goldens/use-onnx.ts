/** Vitest setup, after the usual one: the same tests on this backend. */
import '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('onnx');

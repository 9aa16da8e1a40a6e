/** Vitest setup of every package: TF.js with gradients on the cpu backend, and the matcher. */
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import './to-be-allclose.ts';

// The laws see the same examples in every run, so that a red test is never luck and a green one never
// chance. `FAST_CHECK_SEED=$RANDOM FAST_CHECK_RUNS=1000 npm test` looks further.
fc.configureGlobal({
  seed: Number(process.env.FAST_CHECK_SEED ?? 1989),
  numRuns: Number(process.env.FAST_CHECK_RUNS ?? 100),
});

tf.env().set('IS_TEST', true); // no banners
await tf.setBackend('cpu');

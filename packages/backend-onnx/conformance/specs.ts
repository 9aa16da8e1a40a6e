// TF.js's own published op tests on one backend, as one bundle that jasmine runs (see run.mjs).
import './environment.ts';
import '@tensorflow/tfjs-core/dist/tests';

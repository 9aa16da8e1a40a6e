// What TF.js's tests need to be there before they load: gradients, chained ops, one backend.
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerOnnxBackend } from '../src/index.ts';

const { backend, options } = JSON.parse(process.env.CONFORMANCE ?? '{}');
if (backend === 'onnx') registerOnnxBackend(options);
setTestEnvs([{ name: backend, backendName: backend, isDataSync: true }]);

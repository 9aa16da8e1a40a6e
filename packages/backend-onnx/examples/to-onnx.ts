import { toOnnx } from '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const weight = tf.variable(tf.tensor2d([[1], [10]]), true, 'weight');
const model = toOnnx(({ x }) => ({ y: tf.relu(tf.matMul(x, weight)) }), {
  x: { shape: ['rows', 2] },
});

// Any ONNX runtime opens the file; this is onnxruntime's own API.
const session = await InferenceSession.create(model);
const x = new Tensor('float32', [1, 2, 3, 4, -5, -6], [3, 2]);
const { y } = await session.run({ x });
console.log(y?.dims, y?.data); // [ 3, 1 ] Float32Array(3) [ 21, 43, 0 ]

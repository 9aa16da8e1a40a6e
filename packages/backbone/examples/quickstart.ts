import { DownstreamModel, predictVideo } from '@ssvaerr/backbone';
import * as tf from '@tensorflow/tfjs';

// A narrow network runs quickly; without `width` and `hidden` it is the paper's, 13.6 M parameters.
const model = new DownstreamModel({ width: 2, hidden: 8, freeze: 'stem', seed: 1 });

// A training step on a batch of clips, [batch, time, height, width, 1].
const clips = tf.zeros<tf.Rank.R5>([1, 5, 32, 32, 1]);
const loss = () => tf.mean<tf.Scalar>(tf.square(model.forward(clips, { training: true })));
const { grads } = tf.variableGrads(loss, [...model.trainableVariables]);
tf.train.sgd(0.01).applyGradients(grads);
console.log(Object.keys(grads).length, 'of', Object.keys(model.variables).length); // 75 of 118

// A whole video, piece by piece: 20 logits and a value for arousal, then for valence.
const pieces = [3, 4, 2].map((time) => tf.zeros<tf.Rank.R4>([time, 32, 32, 1]));
const output = await predictVideo(model, pieces);
console.log(output.shape); // [ 1, 9, 42 ]

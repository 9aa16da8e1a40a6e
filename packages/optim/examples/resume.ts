import { clipByGlobalNorm, emaUpdate, SGD } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';

// Name your variables: the optimizer's state is saved under their names.
const student = tf.variable(tf.tensor1d([4, 0]), true, 'student/w');
const teacher = tf.variable(student, false, 'teacher/w');

/** Runs forward and backward passes, clips, steps and updates the teacher. */
function trainStep(optimizer: tf.Optimizer) {
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(student)), [student]);
    const { gradients } = clipByGlobalNorm(grads, 1);
    optimizer.applyGradients(gradients);
    emaUpdate([teacher], [student], 0.5);
  });
}

const before = new SGD({ learningRate: 0.5, momentum: 0.5 });
trainStep(before);
trainStep(before);
console.log(student.dataSync()[0]?.toFixed(3), teacher.dataSync()[0]?.toFixed(3)); // 2.750 3.250

const state = await before.getWeights(); // copies, which the caller disposes
console.log(state.map(({ name }) => name).join(' ')); // iter student/w/steps student/w/m
before.dispose();

const after = new SGD({ learningRate: 0.5, momentum: 0.5 });
await after.setWeights(state);
tf.dispose(state.map(({ tensor }) => tensor));
trainStep(after);
console.log(after.iterations, student.dataSync()[0]?.toFixed(3)); // 3 1.875

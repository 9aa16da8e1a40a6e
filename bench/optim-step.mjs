// One optimizer step over the shapes of a ResNet basic block, on TF.js's cpu backend.
import { Adam, AdamW, LARS, SGD } from '@ssvaerr/optim';
import { normals } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';
import { machine, paired } from './_paired.mjs';

tf.env().set('IS_TEST', true); // no banner
await tf.setBackend('cpu');

const shapes = [[3, 3, 64, 128], [128], [128], [3, 3, 128, 128], [128], [128], [1, 1, 64, 128]];
const size = (shape) => shape.reduce((a, b) => a * b, 1);

const learningRate = 3e-4;
const optimizers = {
  AdamW: new AdamW({ learningRate }),
  Adam: new Adam({ learningRate }),
  SGD: new SGD({ learningRate }),
  LARS: new LARS({ learningRate }),
  'tf.train.adam': tf.train.adam(learningRate),
};

// Each contender moves variables of its own, with the same gradients.
const contenders = Object.fromEntries(
  Object.entries(optimizers).map(([name, optimizer]) => {
    const variables = shapes.map((shape, i) =>
      tf.variable(tf.tensor(normals(i, size(shape)), shape)),
    );
    const gradients = Object.fromEntries(
      variables.map((v, i) => [v.name, tf.tensor(normals(100 + i, v.size), v.shape)]),
    );
    return [name, () => optimizer.applyGradients(gradients)];
  }),
);
const against = (name) => paired({ [name]: contenders[name], adam: contenders['tf.train.adam'] });
const ratios = {};
for (const name of ['AdamW', 'Adam', 'SGD', 'LARS']) {
  ratios[`${name}/tf.train.adam`] = against(name).ratios[`${name}/adam`];
}
const parameters = shapes.reduce((sum, shape) => sum + size(shape), 0);
console.log(JSON.stringify({ bench: 'optim-step', parameters, ratios, machine }, null, 2));

import { bernoulli, foldSeed, permutation, uniform } from '@ssvaerr/random';

const run = 42; // the one seed of the run

// A draw depends on its purpose: this clip in this epoch gets this crop and this flip,
// whichever worker draws it and whatever was drawn before.
const seed = foldSeed(run, 'augment', /* epoch */ 3, /* clip */ 17);
const left = uniform(foldSeed(seed, 'left'), { low: 0, high: 16 });
const flipped = bernoulli(foldSeed(seed, 'flip'), 0.5);
console.log(left.toFixed(3), flipped); // 13.701 false

// The order of the clips in epoch 3.
console.log(permutation(foldSeed(run, 'order', 3), 5).join(' ')); // 1 3 4 0 2

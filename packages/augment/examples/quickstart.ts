import {
  augmentBatch,
  batchViews,
  byol,
  compose,
  randomCrop,
  randomHorizontalFlip,
} from '@ssvaerr/augment';
import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs';

// Two clips of 5 frames of 96 x 96 pixels in [0, 1], and a seed for each.
const clips = tf.ones<tf.Rank.R5>([2, 5, 96, 96, 1]);
const seeds = [17, 18].map((clip) => foldSeed(42, 'augment', /* epoch */ 3, clip));

const augmentation = compose(randomHorizontalFlip(), randomCrop({ size: 80 }));
console.log(augmentBatch(augmentation, clips, seeds).shape.join()); // 2,5,80,80,1

// BYOL's two views of each clip.
const views = batchViews(byol(), clips, seeds);
console.log(views.map(({ shape }) => shape.join()).join(' ')); // 2,5,96,96,1 2,5,96,96,1
